//! The names under which Python knows the encodings that encoding_rs has.
//!
//! The names are those of `encodings.aliases` of CPython 3.11. Python's other encodings (the
//! code pages of DOS, UTF-7, `unicode_escape` ...) are not in encoding_rs: such a file is told
//! and left alone.

/// What encoding_rs calls an encoding, and Python's names for it.
const NAMES: [(&str, &str); 36] = [
    (
        "ascii",
        "646 ansi_x3.4_1968 ansi_x3.4_1986 ansi_x3_4_1968 ascii cp367 csascii ibm367 iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii",
    ),
    (
        "latin-1",
        "8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 iso_8859_1_1987 iso_ir_100 l1 latin latin1 latin_1",
    ),
    ("utf-8", "cp65001 u8 utf utf8 utf8_ucs2 utf8_ucs4 utf_8"),
    ("big5", "950 big5 big5_hkscs big5_tw big5hkscs cp950 csbig5 hkscs ms950 x_mac_trad_chinese"),
    ("euc-jp", "euc_jp eucjp u_jis ujis"),
    (
        "euc-kr",
        "949 cp949 euc_kr euckr korean ks_c_5601 ks_c_5601_1987 ks_x_1001 ksc5601 ksx1001 ms949 uhc x_mac_korean",
    ),
    ("gb18030", "gb18030 gb18030_2000"),
    (
        "gbk",
        "936 chinese cp936 csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312 gb2312_1980 gb2312_80 gbk iso_ir_58 ms936 x_mac_simp_chinese",
    ),
    ("ibm866", "866 cp866 csibm866 ibm866"),
    ("iso-8859-10", "csisolatin6 iso8859_10 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6"),
    ("iso-8859-13", "iso8859_13 iso_8859_13 l7 latin7"),
    ("iso-8859-14", "iso8859_14 iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8"),
    ("iso-8859-15", "iso8859_15 iso_8859_15 l9 latin9"),
    ("iso-8859-16", "iso8859_16 iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10"),
    ("iso-8859-2", "csisolatin2 iso8859_2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2"),
    ("iso-8859-3", "csisolatin3 iso8859_3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3"),
    ("iso-8859-4", "csisolatin4 iso8859_4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4"),
    ("iso-8859-5", "csisolatincyrillic cyrillic iso8859_5 iso_8859_5 iso_8859_5_1988 iso_ir_144"),
    ("iso-8859-6", "arabic asmo_708 csisolatinarabic ecma_114 iso8859_6 iso_8859_6 iso_8859_6_1987 iso_ir_127"),
    ("iso-8859-7", "csisolatingreek ecma_118 elot_928 greek greek8 iso8859_7 iso_8859_7 iso_8859_7_1987 iso_ir_126"),
    ("iso-8859-8", "csisolatinhebrew hebrew iso8859_8 iso_8859_8 iso_8859_8_1988 iso_ir_138"),
    ("koi8-r", "cskoi8r koi8_r"),
    ("koi8-u", "koi8_u"),
    ("macintosh", "mac_roman macintosh macroman"),
    ("shift_jis", "932 cp932 csshiftjis ms932 ms_kanji mskanji s_jis shift_jis shiftjis sjis x_mac_japanese"),
    ("windows-1250", "1250 cp1250 windows_1250"),
    ("windows-1251", "1251 cp1251 windows_1251"),
    ("windows-1252", "1252 cp1252 windows_1252"),
    ("windows-1253", "1253 cp1253 windows_1253"),
    ("windows-1254", "1254 cp1254 csisolatin5 iso8859_9 iso_8859_9 iso_8859_9_1989 iso_ir_148 l5 latin5 windows_1254"),
    ("windows-1255", "1255 cp1255 windows_1255"),
    ("windows-1256", "1256 cp1256 windows_1256"),
    ("windows-1257", "1257 cp1257 windows_1257"),
    ("windows-1258", "1258 cp1258 windows_1258"),
    (
        "windows-874",
        "cp874 iso8859_11 iso_8859_11 iso_8859_11_2001 iso_ir_166 thai tis620 tis_620 tis_620_0 tis_620_2529_0 tis_620_2529_1",
    ),
    ("x-mac-cyrillic", "mac_cyrillic maccyrillic"),
];

/// The label of the encoding that Python knows by `name`.
pub(super) fn label_of(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    // As the tokenizer does, before any codec is looked up.
    let dashed = name.replace('_', "-");
    let is = |stem: &str| dashed.strip_prefix(stem).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    if is("utf-8") {
        return Some("utf-8");
    }
    if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        return Some("latin-1");
    }
    let words = name.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join("_");
    NAMES.iter().find(|(_, names)| names.split(' ').any(|known| known == plain)).map(|(label, _)| *label)
}
