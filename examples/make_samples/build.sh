#!/usr/bin/env bash
# Builds all sample documents from examples/make_samples/source, and the labelled ones from tests/gold/source. Needs LibreOffice, pdftoppm and qpdf.
# Word files and our own PDFs come out the same each time; the PDFs of LibreOffice and qpdf hold their time and ids.
set -euo pipefail
cd "$(dirname "$0")/../.."
export SOURCE_DATE_EPOCH=1735689600
profile=$(mktemp -d)
# Tagged: with the structure that screen readers use.
pdf='pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
trap 'rm -rf "$profile"' EXIT
cargo run --quiet --example make_samples >target/samples-to-convert.txt
cut -f2 target/samples-to-convert.txt | sort -u | while read -r folder; do
    mapfile -t files < <(awk -F'\t' -v folder="$folder" '$2 == folder { print $1 }' target/samples-to-convert.txt)
    soffice "-env:UserInstallation=file://$profile" --headless --convert-to "$pdf" --outdir "$folder" "${files[@]}" >/dev/null 2>&1
done
odd=samples/odd
# A page that was printed and scanned: a picture, no text.
pdftoppm -r 72 -gray -jpeg -jpegopt quality=35 -singlefile samples/agreements/02-laxrum-clean.pdf target/scanned
read -r width height < <(pdftoppm -r 72 -gray -singlefile samples/agreements/02-laxrum-clean.pdf | head -c 20 | tr '\n' ' ' | awk '{ print $2, $3 }')
cargo run --quiet --example make_samples -- scan target/scanned.jpg "$width" "$height" "$odd/scanned.pdf"
qpdf --static-id --static-aes-iv --encrypt nyckel agare 256 -- samples/agreements/02-laxrum-clean.pdf "$odd/encrypted.pdf" || [ $? -eq 3 ]
du -sh samples
