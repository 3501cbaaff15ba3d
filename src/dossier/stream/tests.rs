use std::io::Write as _;

use super::*;

fn all(bytes: &[u8], name: &str) -> Vec<Result<ArticleText, StreamError>> {
    let format = InputFormat::from_file_name(name).unwrap();
    Articles::new(bytes, name, format).unwrap().collect()
}

fn texts(bytes: &[u8], name: &str) -> Vec<ArticleText> {
    all(bytes, name).into_iter().map(Result::unwrap).collect()
}

fn error(bytes: &[u8], name: &str) -> StreamError {
    all(bytes, name).pop().unwrap().unwrap_err()
}

const YAML: &str = "article: {language: en}\nstatements:\n- says: Gas flows\n";

#[test]
fn a_file_is_one_article_named_after_it() {
    for (name, id) in [("kb/gas.yaml", "gas"), ("a.b.yml", "a.b"), ("غاز.yaml", "غاز"), ("gas.yaml.gz", "gas")] {
        let read = texts(YAML.as_bytes(), name);
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].default_id.as_deref(), Some(id));
        assert_eq!(read[0].parse().unwrap().value.article.id.value, id);
    }
    for name in ["-", "<stdin>", "dir/"] {
        assert_eq!(file_stem(name), None);
    }
}

#[test]
fn json_lines_keep_their_line_numbers() {
    let text = "\u{FEFF}{\"article\": {\"id\": \"a\", \"language\": \"en\"}}\r\n\n   \n{\"article\": {\"id\": \"b\", \"language\": \"ar\"}, \"x\": 1}";
    let read = texts(text.as_bytes(), "x.jsonl");
    assert_eq!(read.len(), 2);
    assert_eq!(read[1].source.first_line, 4);
    let parsed = read[1].parse().unwrap();
    assert_eq!(parsed.value.article.id.value, "b");
    let position = parsed.findings[0].position();
    assert_eq!((position.line, position.column), (4, 44));
    let without_id = texts(b"{\"article\": {\"language\": \"en\"}}\n", "x.jsonl");
    assert!(without_id[0].parse().unwrap().has_errors());
}

#[test]
fn rows_of_one_article_stand_together() {
    let text = "article,article.language,says,colour\r\na,en,\"one\r\nline\",\r\na,,two,\r\n\r\n,,,\r\nb,ar,three,red\r\na,en,again,\r\n";
    let read = texts(text.as_bytes(), "x.csv");
    let parsed: Vec<_> = read.iter().map(|text| text.parse().unwrap()).collect();
    let ids: Vec<_> = parsed.iter().map(|p| (p.value.article.id.value.to_string(), p.value.statements.len())).collect();
    assert_eq!(ids, [("a".to_owned(), 2), ("b".to_owned(), 1), ("a".to_owned(), 1)]);
    assert_eq!(read[1].source.first_line, 7);
    // The header is complained about once; the cell that would be lost, where it is.
    let places: Vec<Vec<_>> =
        parsed.iter().map(|p| p.findings.iter().map(|f| (f.position().line, f.position().column)).collect()).collect();
    assert_eq!(places, [vec![(1, 31)], vec![(7, 12)], vec![]]);
}

#[test]
fn tables_of_any_delimiter_and_without_a_last_line_end() {
    for (name, text) in [("x.tsv", "article\tsays\na\tone, two; three"), ("x.csv", "article;says\na;one, two")] {
        let read = texts(text.as_bytes(), name);
        let parsed = read[0].parse().unwrap();
        assert!(parsed.value.statements[0].says.texts[0].1.value.starts_with("one, two"));
    }
    assert!(matches!(error(b"", "x.csv"), StreamError::Header { .. }));
    assert!(texts(b"\n\n", "x.jsonl").is_empty());
    let error = error(b"article,\"says\na,b\n", "x.csv");
    assert!(error.to_string().starts_with("x.csv:1:9: a quote"), "{error}");
}

#[test]
fn compressed_streams_are_seen_by_their_first_bytes() {
    let text = "{\"article\": {\"id\": \"a\", \"language\": \"en\"}}\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let zstd = zstd::stream::encode_all(text.as_bytes(), 1).unwrap();
    for compressed in [&gzip, &zstd] {
        let twice = [&compressed[..], &compressed[..]].concat();
        assert_eq!(texts(&twice, "x.jsonl").len(), 2);
        assert_eq!(&*texts(compressed, "x.jsonl")[0].source.text, text.trim());
    }
    // Cut short: an error of the reader, after what could be read.
    assert!(matches!(error(&gzip[..gzip.len() - 9], "x.jsonl.gz"), StreamError::Read { .. }));
}

#[test]
fn what_decompresses_out_of_proportion_is_refused() {
    let mut blanks = vec![b' '; 80 * 1024 * 1024];
    blanks.iter_mut().step_by(1 << 16).for_each(|byte| *byte = b'\n');
    let bomb = zstd::stream::encode_all(&blanks[..], 1).unwrap();
    assert!(bomb.len() < 80_000, "{}", bomb.len());
    assert!(matches!(error(&bomb, "x.jsonl"), StreamError::Bomb { ratio: 1000, .. }));
    let error = error(&bomb, "x.yaml");
    assert!(matches!(error, StreamError::TooLarge { .. } | StreamError::Bomb { .. }), "{error}");
}

#[test]
fn an_endless_line_is_refused_without_reading_it() {
    let endless = Read::chain(&b"{}\n"[..], io::repeat(b'x'));
    let limits = Limits::default().with_article(1 << 20);
    let mut articles = Articles::with_limits(endless, "x.jsonl", InputFormat::JsonLines, limits).unwrap();
    assert!(articles.next().unwrap().is_ok());
    let error = articles.next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "x.jsonl:2:1: line larger than 1048576 bytes");
    assert!(articles.spare.capacity() <= 2 << 20);
    // The line is passed over, but not for ever.
    assert!(matches!(articles.next(), Some(Err(StreamError::TooLarge { line: 2, .. }))));
    assert!(articles.next().is_none());
    for (format, text) in
        [(InputFormat::Yaml, "a"), (InputFormat::Csv, "article\na\n"), (InputFormat::Csv, "article\n\"a")]
    {
        let endless = Read::chain(text.as_bytes(), io::repeat(b'\n'));
        let endless = endless.take(64 << 20);
        let limits = Limits::default().with_article(4096);
        let last = Articles::with_limits(endless, "x", format, limits).unwrap().last().unwrap();
        assert!(matches!(last, Err(StreamError::TooLarge { .. })), "{format}: {last:?}");
    }
}

#[test]
fn other_encodings_are_named() {
    let words = "هذا نص عربي عن الغاز والنفط في المنطقة والعالم";
    let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_mark = [&b"\xFF\xFE"[..], &utf16].concat();
    let cp1256 = b"article: {language: ar}\nstatements:\n- says: \xC7\xE1\xDB\xC7\xD2 \xE6\xC7\xE1\xE4\xDD\xD8 \xDD\xED \xC7\xE1\xE3\xE4\xD8\xDE\xC9\n";
    let iso6 = b"says: \xC7\xE4\xDA\xC7\xD2 \xE8\xC7\xE4\xE6\xE1\xD7 \xE1\xEA \xC7\xE4\xE5\xE6\xD7\xE2\xC9\n";
    let latin = b"title: un caf\xE9 \xE0 la fronti\xE8re\n";
    let plain16: Vec<u8> = "article: x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, guess) in [
        (&with_mark[..], EncodingGuess::Utf16Le),
        (&plain16, EncodingGuess::Utf16Le),
        (b"\xFE\xFF\0a\0b", EncodingGuess::Utf16Be),
        (cp1256, EncodingGuess::Windows1256),
        (iso6, EncodingGuess::Iso8859Part6),
        (latin, EncodingGuess::Windows1252),
        (&words.as_bytes()[..5], EncodingGuess::CutShort),
    ] {
        for name in ["x.yaml", "x.jsonl", "x.csv"] {
            // A table has a header before words of another encoding.
            let head =
                if name == "x.csv" && !bytes[..4].contains(&0) && bytes[0] < 0x80 { &b"article\n"[..] } else { b"" };
            let error = error(&[head, bytes].concat(), name);
            let StreamError::Encoding { guess: found, .. } = error else { panic!("{name}: {error}") };
            assert_eq!(found, guess, "{name}");
        }
    }
    let named = error(cp1256, "x.yaml");
    assert!(named.to_string().starts_with("x.yaml:3:9: not UTF-8 at byte"), "{named}");
    assert!(named.hint().contains("iconv -f WINDOWS-1256 -t UTF-8 x.yaml"), "{}", named.hint());
    let zip = error(b"PK\x03\x04\x14\0\x08\0\xFF", "x.csv");
    assert!(zip.hint().contains("ZIP"), "{}", zip.hint());
}

#[test]
fn the_place_of_a_broken_byte_counts_the_lines_before() {
    let error = error(b"{\"a\": 1}\n{\"b\": \"\xC3\xA4\xFF\"}\n", "x.jsonl");
    let StreamError::Encoding { line, column, offset, .. } = error else { panic!("{error}") };
    assert_eq!((line, column, offset), (2, 9, 18));
}

#[test]
fn formats_are_found_by_name() {
    for format in InputFormat::ALL {
        assert_eq!(InputFormat::from_name(format.name()), Some(*format));
        assert_eq!(InputFormat::from_name(format.media_type()), Some(*format));
        for extension in format.extensions() {
            assert_eq!(InputFormat::from_file_name(&format!("a.{extension}.GZ")), Some(*format));
        }
    }
    assert_eq!(InputFormat::from_name("text/csv; charset=utf-8"), Some(InputFormat::Csv));
    assert_eq!(InputFormat::from_file_name("csv"), None);
}

#[test]
fn memory_is_flat_in_the_number_of_articles() {
    struct Lines {
        left: usize,
    }
    impl Read for Lines {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            const LINE: &[u8] = b"{\"article\": {\"id\": \"a\", \"language\": \"en\"}}\n";
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            buffer[..LINE.len()].copy_from_slice(LINE);
            Ok(LINE.len())
        }
    }
    let mut articles = Articles::new(Lines { left: 20_000 }, "x.jsonl", InputFormat::JsonLines).unwrap();
    let mut count = 0;
    for article in articles.by_ref() {
        count += usize::from(article.is_ok());
        assert!(count > 0);
    }
    assert_eq!(count, 20_000);
    assert!(articles.spare.capacity() < 1 << 16);
}
