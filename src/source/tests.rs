use super::*;

fn decode(bytes: &[u8]) -> Result<Source> {
    Source::decode(Path::new("x.py"), bytes)
}

/// The bytes come back and the text is as wanted.
fn round_trip(bytes: &[u8], text: &str) {
    let source = decode(bytes).unwrap();
    assert_eq!(source.text, text);
    assert_eq!(source.encode(&source.text).unwrap(), bytes);
}

fn refused(bytes: &[u8]) -> String {
    decode(bytes).unwrap_err().to_string()
}

#[test]
fn every_latin_1_byte_comes_back() {
    let mut bytes = b"# -*- coding: latin-1 -*-\ns = '".to_vec();
    bytes.extend(0x80..=0xff_u8);
    bytes.extend(b"'\n");
    let source = decode(&bytes).unwrap();
    assert!(source.text.contains('\u{85}') && source.text.contains('ÿ'));
    assert_eq!(source.encode(&source.text).unwrap(), bytes);
}

#[test]
fn encodings_by_their_python_names() {
    round_trip(b"\xef\xbb\xbfx = 1\n", "x = 1\n");
    round_trip("# vim: set fileencoding=utf8 :\ns='é'\n".as_bytes(), "# vim: set fileencoding=utf8 :\ns='é'\n");
    round_trip(b"#!/bin/py\r\n# coding: iso-8859-15\r\ns='\xa4'", "#!/bin/py\r\n# coding: iso-8859-15\r\ns='€'");
    round_trip(b"# coding=cp1252\ns='\x80'\n", "# coding=cp1252\ns='€'\n");
    round_trip(b"# coding: shift_jis\ns='\x93\xfa'\n", "# coding: shift_jis\ns='日'\n");
    round_trip(b"# coding: utf-8-unix\n", "# coding: utf-8-unix\n");
}

#[test]
fn a_cookie_counts_on_the_first_two_lines_only() {
    round_trip("\n\n# coding: nonsense\ns='é'\n".as_bytes(), "\n\n# coding: nonsense\ns='é'\n");
    round_trip("x = 1\n# coding: nonsense\n".as_bytes(), "x = 1\n# coding: nonsense\n");
    assert!(refused(b"\r\n# coding: nonsense\r\n").contains("nonsense"));
}

#[test]
fn refusals_name_the_place() {
    assert!(refused(b"x = 1\ny\0").starts_with("x.py:2:2: a NUL byte"));
    assert!(refused(b"x = 1\ns = '\xff'\n").starts_with("x.py:2:6: not UTF-8 text: byte 0xff"));
    assert!(refused("# coding: ascii\ns='é'".as_bytes()).contains("not ASCII"));
    assert!(refused(b"# coding: utf-16\n").contains("unknown encoding `utf-16`"));
    assert!(refused(b"\xef\xbb\xbf# coding: latin-1\n").contains("byte-order mark"));
}

#[test]
fn a_result_the_encoding_lacks_is_an_error() {
    let source = decode(b"# coding: latin-1\n").unwrap();
    assert!(source.encode("€").is_err());
}

#[test]
fn the_dominant_line_end() {
    assert_eq!(Source::from_text("x", "a\r\nb\r\nc\n").newline(), "\r\n");
    assert_eq!(Source::from_text("x", "a\rb\r").newline(), "\r");
    assert_eq!(Source::from_text("x", "").newline(), "\n");
}
