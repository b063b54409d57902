//! Packs a document as it may be delivered: in a zip file in a zip file, a tar file, a delivery package, a message.

use std::io::{Cursor, Error, Result, Write};
use std::time::SystemTime;

use zip::write::SimpleFileOptions;

/// The name of the container and its bytes.
pub fn pack(kind: &str, name: &str, title: &str, document: &[u8]) -> Result<(String, Vec<u8>)> {
    let file = format!("{name}.docx");
    Ok(match kind {
        "zip" => {
            let inner = zip(&[(&format!("avtal/{file}"), document)])?;
            ("leverans.zip".to_owned(), zip(&[("2024.zip", &inner)])?)
        }
        "tar" => ("export.tar.gz".to_owned(), tar(&format!("export/{file}"), document)?),
        "fgs" => {
            let at = format!("content/{file}");
            let manifest = manifest(&at, title);
            let files = [("SIP-12/sip.xml", manifest.as_bytes()), (&*format!("SIP-12/{at}"), document)];
            ("SIP-12.zip".to_owned(), zip(&files)?)
        }
        "eml" => ("vidarebefordrat.eml".to_owned(), eml(&file, title, document)),
        "msg" => ("inkommet.msg".to_owned(), msg(&file, document)?),
        _ => return Err(Error::other(format!("{kind}: zip, tar, fgs, eml and msg are containers"))),
    })
}

fn zip(files: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn tar(name: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mut tar = tar::Builder::new(gzip);
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, name, bytes)?;
    tar.into_inner()?.finish()
}

/// What the common specification for delivery packages asks for, as far as it is read.
fn manifest(at: &str, title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <mets xmlns=\"http://www.loc.gov/METS/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" OBJID=\"UUID:furulunda-12\" \
         LABEL=\"Avtal ur diariet\" TYPE=\"SIP\">\n\
         <metsHdr CREATEDATE=\"2025-02-03T09:00:00\"><agent ROLE=\"ARCHIVIST\" TYPE=\"ORGANIZATION\">\
         <name>Furulunda kommun</name></agent></metsHdr>\n\
         <fileSec><fileGrp><file ID=\"f1\"><FLocat LOCTYPE=\"URL\" xlink:href=\"file:{at}\" xlink:title=\"{title}\"/>\
         </file></fileGrp></fileSec>\n</mets>\n"
    )
}

fn eml(file: &str, title: &str, document: &[u8]) -> Vec<u8> {
    let mut text = format!(
        "From: registrator@furulunda.example\r\nTo: jurist@furulunda.example\r\n\
         Date: Mon, 3 Feb 2025 09:00:00 +0100\r\nSubject: =?utf-8?B?{}?=\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"del\"\r\n\r\n--del\r\nContent-Type: text/plain; charset=utf-8\r\n\
         \r\nSe bifogad fil.\r\n--del\r\n\
         Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document\r\n\
         Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{file}\"\r\n\r\n",
        base64(title.as_bytes())
    );
    for line in base64(document).as_bytes().chunks(76) {
        text.extend(line.iter().map(|byte| char::from(*byte)));
        text.push_str("\r\n");
    }
    text.push_str("--del--\r\n");
    text.into_bytes()
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * at) & 63) as usize];
            out.push(if at > three.len() { '=' } else { char::from(sign) });
        }
    }
    out
}

fn msg(file: &str, document: &[u8]) -> Result<Vec<u8>> {
    let mut message = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    message.create_stream("/__properties_version1.0")?;
    let at = "/__attach_version1.0_#00000000";
    message.create_storage(at)?;
    let name: Vec<u8> = file.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (tag, bytes) in [("3707001F", &name[..]), ("37010102", document)] {
        message.create_stream(format!("{at}/__substg1.0_{tag}"))?.write_all(bytes)?;
    }
    // The same bytes each time.
    for storage in ["/", at] {
        message.set_created_time(storage, SystemTime::UNIX_EPOCH)?;
        message.set_modified_time(storage, SystemTime::UNIX_EPOCH)?;
    }
    Ok(message.into_inner().into_inner())
}
