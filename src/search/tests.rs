//! Full text, from words to hits.

use std::collections::BTreeSet;

use super::arabic::forms;
use super::texts::{Field, Kind, Text};
use super::{Asked, Found, Part, SearchError, Unreadable, Words, check, keep, parts, refresh};
use crate::history::{ArticleFacts, Counts, Digest, Settings};
use crate::store::{Archive, Segment, WriterInfo};

fn text(of: &str, language: &str, words: &str) -> Text {
    Text {
        of: of.to_owned(),
        kind: Kind::Statement,
        field: Field::Quote,
        article: "https://kb.example/article/a".to_owned(),
        holders: vec!["https://kb.example/entity/h".to_owned()],
        language: language.to_owned(),
        words: words.to_owned(),
    }
}

fn found(words: &Words, asked: &str) -> Found {
    words.search(&Asked { words: asked.to_owned(), ..Asked::default() }).unwrap()
}

fn hits(texts: &[&str], asked: &str) -> Vec<usize> {
    let of = |number: usize| format!("https://kb.example/statement/{number}");
    let words =
        Words::of_texts(texts.iter().enumerate().map(|(number, words)| text(&of(number), "ar", words))).unwrap();
    let found = found(&words, asked);
    found.hits.iter().map(|hit| hit.iri.rsplit('/').next().unwrap().parse().unwrap()).collect()
}

#[test]
fn arabic_words_are_found_behind_what_is_written_onto_them() {
    for (written, asked) in [
        ("تزود أذربيجان تركيا بالغاز", "الغاز"),
        ("الغاز الطبيعي", "بالغاز"),
        ("للعراق موقف آخر", "العراق"),
        ("وللعراق موقف", "عراق"),
        ("زار لمصر", "مصر"),
        ("ومصر والسودان", "السودان"),
        ("اتفاق مع إيـــران", "ايران"),
        ("قالت الـمُتّحِدة", "المتحدة"),
        ("سيزود تركيا", "يزود"),
        ("أعلنت حدودها", "حدود"),
        ("مع دولتهم", "دولة"),
        ("کشور ایران", "كشور إيران"),
        ("القاهرة", "القاهره"),
        ("في عام ٢٠٢٤", "2024"),
        ("إلى مصراتة ومستشفى", "مستشفي"),
    ] {
        assert_eq!(hits(&[written], asked), [0], "{asked} in {written}");
    }
}

#[test]
fn names_keep_their_letters_and_words_of_grammar_are_no_stems() {
    for (written, asked) in [
        ("سوريا", "كوريا"),
        ("بولندا", "ولندا"),
        ("كندا", "بندا"),
        ("لبنان", "بنان"),
        ("ذهب إلى هناك", "والي"),
        ("الأزمة المالية", "مالي"),
    ] {
        assert!(hits(&[written], asked).is_empty(), "{asked} in {written}");
    }
    assert_eq!(forms("ليبيا"), ["ليبيا"]);
    assert_eq!(forms("gas"), ["gas"]);
    assert!(forms("وبالغاز").contains(&"غاز".to_owned()));
}

#[test]
fn a_word_as_it_stands_comes_before_its_other_forms() {
    assert_eq!(hits(&["بالغاز", "غاز", "الغاز"], "الغاز"), [2, 0, 1]);
}

#[test]
fn other_languages_are_folded_too() {
    for (written, asked) in [
        ("Côte d’Ivoire", "cote ivoire"),
        ("TÜRKİYE", "turkiye"),
        ("Straße", "STRASSE"),
        ("Ἀθῆναι", "αθηναι"),
        ("Россия и Ёлка", "елка"),
        ("中国与俄罗斯签署协议", "俄罗斯"),
        ("gas-pipeline", "pipeline"),
        ("हिन्दी भाषा", "हिन्दी"),
    ] {
        assert_eq!(hits(&[written], asked), [0], "{asked} in {written}");
    }
    assert!(hits(&["中国与俄罗斯"], "俄国").is_empty());
}

#[test]
fn phrases_beginnings_and_what_must_not_stand_there() {
    let texts = ["gas from Baku to Ankara", "Baku sells gas", "oil pipelines", "خط أنابيب الغاز"];
    assert_eq!(hits(&texts, "\"gas from Baku\""), [0]);
    assert_eq!(hits(&texts, "«أنابيب الغاز»"), [3]);
    assert_eq!(hits(&texts, "pipe*"), [2]);
    assert_eq!(hits(&texts, "gas -ankara"), [1]);
    let words = Words::of_texts(texts.iter().map(|words| text("https://kb.example/s", "en", words))).unwrap();
    let some = found(&words, "oil Ankara");
    assert!(some.only_some && !some.hits.is_empty());
    for (asked, wrong) in [
        ("", Unreadable::NoWord(String::new())),
        ("… !", Unreadable::NoWord("… !".to_owned())),
        ("-gas", Unreadable::OnlyNot("-gas".to_owned())),
    ] {
        let error = words.search(&Asked { words: asked.to_owned(), ..Asked::default() });
        assert!(matches!(error, Err(SearchError::Words(error)) if error == wrong), "{asked}");
    }
    let many = vec!["x"; 65].join(" ");
    assert!(words.search(&Asked { words: many, ..Asked::default() }).is_err());
}

#[test]
fn marks_count_scalars_and_cover_the_word_as_written() {
    let words = Words::of_texts([text("https://kb.example/s", "ar", "قالت: «الـغـازُ» و بالغاز، 𝒳")]).unwrap();
    let hit = &found(&words, "الغاز").hits[0].passages[0];
    let shown: Vec<&str> = parts(&hit.words, &hit.marks)
        .into_iter()
        .filter_map(|part| if let Part::Hit(words) = part { Some(words) } else { None })
        .collect();
    assert_eq!(shown, ["الـغـازُ", "بالغاز"]);
    let scalars: Vec<char> = hit.words.chars().collect();
    let first: String = scalars[hit.marks[0].clone()].iter().collect();
    assert_eq!(first, "الـغـازُ");
}

#[test]
fn filters_choose_and_hits_are_gathered() {
    let mut entity = text("https://kb.example/entity/gas", "en", "gas");
    (entity.kind, entity.holders) = (Kind::Entity, Vec::new());
    let of = "https://kb.example/statement/a/s";
    let words = Words::of_texts([text(of, "en-GB", "gas there"), text(of, "ar", "gas هنا"), entity]).unwrap();
    let ask = |asked: Asked| {
        let asked = Asked { words: "gas".to_owned(), ..asked };
        words
            .search(&asked)
            .unwrap()
            .hits
            .into_iter()
            .map(|hit| (hit.kind, hit.passages.len()))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(ask(Asked::default()), [(Kind::Statement, 2), (Kind::Entity, 1)].into());
    assert_eq!(ask(Asked { kinds: vec![Kind::Entity], ..Asked::default() }), [(Kind::Entity, 1)].into());
    assert_eq!(ask(Asked { languages: vec!["ar".to_owned()], ..Asked::default() }), [(Kind::Statement, 1)].into());
    let holder = Some("https://kb.example/entity/h".to_owned());
    assert_eq!(ask(Asked { holder, ..Asked::default() }), [(Kind::Statement, 2)].into());
    let one = words.search(&Asked { words: "gas".to_owned(), limit: 1, ..Asked::default() }).unwrap();
    assert_eq!((one.hits.len(), one.all), (1, 2));
}

fn info() -> WriterInfo {
    WriterInfo { command: "test".to_owned(), now: jiff::Timestamp::UNIX_EPOCH, who: "test".to_owned() }
}

fn segment(article: &str, words: &str) -> String {
    let st = crate::vocab::st::NAMESPACE;
    let (statement, article) = (format!("https://kb.example/s/{article}"), format!("https://kb.example/a/{article}"));
    format!(
        "<{statement}> <{st}inArticle> <{article}> .\n<{statement}> <{st}gloss> \"{words}\"@ar .\n\
         <{statement}> <{st}holder> <{st}ArticleAuthor> .\n"
    )
}

fn facts(article: &str) -> ArticleFacts {
    ArticleFacts {
        fingerprint: Digest::of(article.as_bytes()),
        source: format!("dossiers/{article}.yaml"),
        input: Digest::of(b""),
        text: None,
        counts: Counts::default(),
        uses: Vec::new(),
    }
}

/// Writes a run with these articles.
fn write(store: &std::path::Path, articles: &[(&str, &str)]) -> Archive {
    let archive = Archive::create_or_open(store, &info()).unwrap();
    let mut writer = archive.writer(info(), Settings::default()).unwrap();
    for (article, words) in articles {
        let segment = Segment::compress(segment(article, words).as_bytes()).unwrap();
        writer.put(article, &segment, facts(article)).unwrap();
    }
    writer.commit(std::time::Duration::ZERO).unwrap();
    Archive::open(store).unwrap()
}

fn answer(archive: &Archive, asked: &str) -> Vec<(String, String)> {
    let words = Words::of_archive(archive, archive.current().unwrap()).unwrap();
    found(&words, asked).hits.into_iter().map(|hit| (hit.iri, format!("{:.3}", hit.score))).collect()
}

#[test]
fn a_change_gives_what_making_it_anew_gives() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let names: Vec<String> = (0..20).map(|number| format!("a{number}")).collect();
    let mut articles: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "خط الغاز")).collect();
    let archive = write(&store, &articles);
    assert_eq!(refresh(&archive, &info(), false).unwrap(), super::Refreshed::Written);
    assert_eq!(refresh(&archive, &info(), false).unwrap(), super::Refreshed::Kept);
    assert_eq!(answer(&archive, "غاز").len(), 20);
    articles[3].1 = "النفط والغاز";
    articles.remove(0);
    articles.push(("ب", "بالنفط"));
    let archive = write(&store, &articles);
    // Until it is brought in line it is not asked.
    assert!(matches!(Words::of_archive(&archive, archive.current().unwrap()), Err(super::NoWords::Older)));
    assert_eq!(refresh(&archive, &info(), false).unwrap(), super::Refreshed::Changed(3));
    let changed = [answer(&archive, "غاز"), answer(&archive, "نفط")];
    assert_eq!((changed[0].len(), changed[1].len()), (19, 2));
    assert_eq!(refresh(&archive, &info(), true).unwrap(), super::Refreshed::Written);
    assert_eq!([answer(&archive, "غاز"), answer(&archive, "نفط")], changed, "scores too");
    assert!(keep::is_of(&store, archive.current().unwrap().dataset));
    let folders = std::fs::read_dir(store.join("index")).unwrap();
    let kept = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
    assert_eq!(kept, 1, "the one before is swept");
}

#[test]
fn a_damaged_or_lost_index_is_never_asked_and_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let archive = write(&store, &[("a", "الغاز"), ("b", "النفط")]);
    let manifest = archive.current().unwrap();
    assert!(matches!(Words::of_archive(&archive, manifest), Err(super::NoWords::Missing)));
    refresh(&archive, &info(), false).unwrap();
    let index = store.join("index");
    let name = std::fs::read_to_string(index.join("WORDS")).unwrap();
    let files = std::fs::read_dir(index.join(name.trim_end())).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files.filter(|path| path.extension().is_none_or(|ending| ending != "lock")).collect();
    assert!(files.len() > 3);
    for path in files.iter().filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.')) {
        let whole = std::fs::read(path).unwrap();
        for damaged in [whole[..whole.len() / 2].to_vec(), Vec::new()] {
            std::fs::write(path, damaged).unwrap();
            assert!(Words::of_archive(&archive, manifest).is_err(), "{}", path.display());
        }
        if path.extension().is_some_and(|ending| ending == "term") {
            let mut flipped = whole.clone();
            flipped[whole.len() / 3] ^= 0x10;
            std::fs::write(path, flipped).unwrap();
            assert!(check(&store).is_some());
        }
        std::fs::write(path, whole).unwrap();
    }
    assert_eq!(check(&store), None);
    std::fs::write(index.join("WORDS"), "../../elsewhere\n").unwrap();
    assert!(matches!(Words::of_archive(&archive, manifest), Err(super::NoWords::Damaged(_))));
    assert_eq!(refresh(&archive, &info(), false).unwrap(), super::Refreshed::Written);
    assert_eq!(answer(&archive, "غاز").len(), 1);
    std::fs::remove_dir_all(&index).unwrap();
    assert_eq!(refresh(&archive, &info(), false).unwrap(), super::Refreshed::Written);
    assert_eq!(answer(&archive, "غاز").len(), 1);
}
