//! A page's drawing without what stops a reader: signs that close nothing, strings and lists without end, pictures that
//! never begin. Asked for only where the interpreter did not come to the end.

/// Bytes of a string, or of the words before a picture, at most.
const LONGEST: usize = 1 << 16;
/// Strings without end that are looked through.
const ENDLESS: u32 = 64;

/// The same drawing with stray signs left out and lists closed where an operator follows.
pub(super) fn soothed(drawing: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(drawing.len() + 16);
    let (mut at, mut lists, mut dictionaries, mut endless) = (0, 0_usize, 0_usize, 0);
    while let Some(&byte) = drawing.get(at) {
        let rest = &drawing[at..];
        let token = match byte {
            b'(' => string(rest),
            b'<' if rest.starts_with(b"<<") => {
                dictionaries += 1;
                Some(2)
            }
            b'<' => hex(rest),
            b'>' if rest.starts_with(b">>") && dictionaries > 0 => {
                dictionaries -= 1;
                Some(2)
            }
            b'[' => {
                lists += 1;
                Some(1)
            }
            b']' if lists > 0 => {
                lists -= 1;
                Some(1)
            }
            b'%' => Some(rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())),
            b')' | b'>' | b']' | b'{' | b'}' => None,
            byte if byte.is_ascii_whitespace() || byte == 0 => Some(1),
            _ => {
                let word = 1 + rest[1..].iter().take_while(|byte| is_regular(**byte)).count();
                if is_operator(&rest[..word]) {
                    // No operator stands within a list or dictionary.
                    (0..std::mem::take(&mut lists)).for_each(|_| out.push(b']'));
                    (0..std::mem::take(&mut dictionaries)).for_each(|_| out.extend_from_slice(b">>"));
                    out.push(b' ');
                }
                match &rest[..word] {
                    b"BI" => picture(rest),
                    _ => Some(word),
                }
            }
        };
        match token {
            Some(length) => {
                out.extend_from_slice(&rest[..length]);
                at += length;
            }
            None => {
                endless += u32::from(matches!(byte, b'(' | b'<'));
                if endless > ENDLESS {
                    break;
                }
                out.push(b' ');
                at += if rest.starts_with(b"BI") { 2 } else { 1 };
            }
        }
    }
    (0..lists).for_each(|_| out.push(b']'));
    out
}

fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !matches!(byte, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn is_operator(word: &[u8]) -> bool {
    word.first().is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'"'))
        && !matches!(word, b"true" | b"false" | b"null")
}

/// Length of a string in parentheses; `None` where it does not end.
fn string(rest: &[u8]) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len().min(LONGEST) {
        match rest[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Length of a string in hexadecimal digits; `None` where it holds anything else.
fn hex(rest: &[u8]) -> Option<usize> {
    let inside = rest[1..].iter().take(LONGEST);
    let digits = inside.take_while(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace()).count();
    (rest.get(digits + 1) == Some(&b'>')).then_some(digits + 2)
}

/// Length of a picture that is drawn in place, `BI … ID … EI`; `None` where it does not begin or end.
fn picture(rest: &[u8]) -> Option<usize> {
    let words = &rest[..rest.len().min(LONGEST)];
    let ends = |at: usize, word: &[u8]| {
        words[at..].starts_with(word)
            && words.get(at.wrapping_sub(1)).is_none_or(u8::is_ascii_whitespace)
            && words.get(at + 2).is_none_or(u8::is_ascii_whitespace)
    };
    let data = (2..words.len()).find(|at| ends(*at, b"ID"))?;
    // What stands before it are keys and values.
    words[2..data]
        .iter()
        .all(|byte| !matches!(byte, b'(' | b')') && (byte.is_ascii_graphic() || byte.is_ascii_whitespace()))
        .then_some(())?;
    let end =
        rest[data..].windows(3).position(|three| three[0].is_ascii_whitespace() && three[1..] == *b"EI")?;
    Some(data + end + 3)
}

#[cfg(test)]
mod tests {
    use super::soothed;

    #[test]
    fn what_stops_a_reader_is_left_out_and_the_rest_stays() {
        let check = |drawing: &str, expected: &str| {
            let found = String::from_utf8(soothed(drawing.as_bytes())).unwrap();
            let found: Vec<&str> = found.split_whitespace().collect();
            assert_eq!(found.join(" "), expected, "{drawing}");
        };
        let good = "q 1 0 0 1 0 0 cm /P <</MCID 0>> BDC [(Avtal)-20(et)] TJ (a (b) \\) c) Tj <4142> Tj EMC Q";
        check(good, good);
        check("foo ]] >> ) } (Avtal) Tj", "foo (Avtal) Tj");
        check("[(Avtal) Tj (mer) Tj", "[(Avtal) ] Tj (mer) Tj");
        check("/P <</A 1 BDC (Avtal) Tj", "/P <</A 1 >> BDC (Avtal) Tj");
        check("(utan slut Tj 1 0 Td", "utan slut Tj 1 0 Td");
        check("<41zz> Tj", "41zz Tj");
        check("BI /W 2 (Avtal) Tj", "/W 2 (Avtal) Tj");
        check("BI /W 2 ID ab)] EI (Avtal) Tj", "BI /W 2 ID ab)] EI (Avtal) Tj");
        assert!(soothed("(".repeat(1_000_000).as_bytes()).len() < 1_000);
    }
}
