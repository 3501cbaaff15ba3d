//! The languages in which a person reads labels and questions, and where that is said.

use std::env;

use super::place::Place;

/// The reader's languages, the best loved first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Languages {
    /// BCP 47 tags in lower case; never empty.
    pub(super) tags: Vec<String>,
    /// Where they are said.
    pub(super) origin: &'static str,
}

/// The flag that every command which shows labels takes.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct LanguageArgs {
    /// Languages to read labels in, the best loved first.
    #[arg(long, value_name = "LANG,…", value_delimiter = ',', env = "CHANCERY_LANG", hide_env_values = true)]
    lang: Vec<String>,
}

impl LanguageArgs {
    /// Returns the languages: flag, `CHANCERY_LANG`, `chancery.toml`, the user's settings, locale, English.
    pub(super) fn read(&self, place: &Place) -> Languages {
        let flag = if is_from_environment(&self.lang) { "CHANCERY_LANG" } else { "--lang" };
        choose(&self.lang, flag, &place.config.languages, &place.user.languages, locale().as_deref())
    }
}

fn is_from_environment(lang: &[String]) -> bool {
    env::var("CHANCERY_LANG").is_ok_and(|written| written.split(',').eq(lang.iter()))
}

fn locale() -> Option<String> {
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

fn choose(
    flag: &[String],
    flag_origin: &'static str,
    settings: &[String],
    user: &[String],
    locale: Option<&str>,
) -> Languages {
    let clean = |tags: &[String]| -> Vec<String> {
        tags.iter().map(|tag| tag.trim().to_ascii_lowercase()).filter(|tag| !tag.is_empty()).collect()
    };
    let from_locale = locale.map(|locale| vec![tag_of(locale)]).unwrap_or_default();
    let sources = [
        (clean(flag), flag_origin),
        (clean(settings), "chancery.toml"),
        (clean(user), "user settings"),
        (clean(&from_locale), "the locale"),
    ];
    let found = sources.into_iter().find(|(tags, _)| !tags.is_empty());
    let (tags, origin) = found.unwrap_or_else(|| (vec!["en".to_owned()], "built in"));
    Languages { tags, origin }
}

/// Returns the language of a locale such as `ar_EG.UTF-8`; empty for `C` and `POSIX`.
fn tag_of(locale: &str) -> String {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    if matches!(name, "C" | "POSIX") { String::new() } else { name.replace('_', "-") }
}

impl Languages {
    /// Returns the text in the best language: `texts` are pairs of language and text.
    pub(super) fn pick<'t>(&self, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Option<&'t str> {
        let main = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let rank = |lang: &str| {
            let wanted = self.tags.iter().map(String::as_str).chain(["en", ""]);
            let exact = wanted.clone().position(|tag| tag.eq_ignore_ascii_case(lang));
            exact.or_else(|| wanted.clone().position(|tag| main(tag) == main(lang))).unwrap_or(usize::MAX)
        };
        texts.into_iter().min_by_key(|(lang, _)| rank(lang)).map(|(_, text)| text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(tags: &[&str]) -> Vec<String> {
        tags.iter().map(|tag| (*tag).to_owned()).collect()
    }

    #[test]
    fn a_flag_goes_before_settings_before_the_locale() {
        let choice = |flag: &[&str], settings: &[&str], locale| {
            choose(&strings(flag), "--lang", &strings(settings), &[], locale)
        };
        assert_eq!(choice(&["AR"], &["fr"], Some("de_DE.UTF-8")).tags, ["ar"]);
        assert_eq!(choice(&[], &["fr", "ar"], Some("de_DE.UTF-8")).tags, ["fr", "ar"]);
        assert_eq!(choice(&[], &[], Some("ar_EG.UTF-8")).tags, ["ar-eg"]);
        assert_eq!(choice(&[], &[], Some("C.UTF-8")).tags, ["en"]);
        assert_eq!(choice(&["", " "], &[], None).origin, "built in");
        let user = strings(&["fr"]);
        assert_eq!(choose(&[], "--lang", &[], &user, Some("de_DE")).origin, "user settings");
        assert_eq!(choose(&[], "--lang", &strings(&["ar"]), &user, None).tags, ["ar"]);
    }

    #[test]
    fn a_text_is_picked_by_language_then_english_then_any() {
        let languages = choose(&strings(&["ar-eg"]), "--lang", &[], &[], None);
        assert_eq!(languages.pick([("en", "gas"), ("ar", "غاز")]), Some("غاز"));
        assert_eq!(languages.pick([("fr", "gaz"), ("en", "gas")]), Some("gas"));
        assert_eq!(languages.pick([("fr", "gaz")]), Some("gaz"));
        assert_eq!(languages.pick([]), None);
    }
}
