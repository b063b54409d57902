//! Prints the blocks of a document as they were read: `cargo run --example dump -- FILE`.

fn main() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap_or_default();
        let extracted = pyspunka::extract::extract(&bytes, &pyspunka::extract::Limits::default());
        println!("== {path}: {:?} {:?}", extracted.read, extracted.problems);
        for block in extracted.document.blocks() {
            let page = block.origin.page.map_or(0, |page| page.number);
            println!(
                "p{page} {:?} {:?} {}",
                block.kind,
                block.label,
                extracted.document.slice(block.content)
            );
        }
    }
}
