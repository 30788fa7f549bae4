//! What somebody means who types or pastes something where an issue is wanted.

/// The text to search for: of a link to an issue its identifier, else the text as it is.
///
/// Linear's links end in `/issue/ENG-42/some-words`; other trackers' in the identifier.
///
/// NUL, which a database cannot be asked about, counts as a space.
pub fn meant(typed: &str) -> String {
    let typed = typed.replace('\0', " ");
    let typed = typed.trim();
    let Ok(url) = url::Url::parse(typed) else {
        return typed.to_owned();
    };
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
    let after_issue = segments.iter().skip_while(|segment| **segment != "issue").nth(1);
    let last = segments.iter().rfind(|segment| is_identifier(segment));
    let found = after_issue.filter(|segment| is_identifier(segment)).or(last);
    found.map_or_else(|| typed.to_owned(), |identifier| identifier.to_uppercase())
}

/// Whether the text looks like `ENG-42`.
pub fn is_identifier(text: &str) -> bool {
    let Some((team, number)) = text.trim().rsplit_once('-') else {
        return false;
    };
    let is_team = team.len() <= 12
        && team.starts_with(|first: char| first.is_ascii_alphabetic())
        && team.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_team && !number.is_empty() && number.len() <= 9 && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_link_means_its_issue() {
        assert_eq!(
            meant("https://linear.app/northwind/issue/ENG-42/fix-login-redirect-2"),
            "ENG-42"
        );
        assert_eq!(meant(" https://linear.app/northwind/issue/eng-42 "), "ENG-42");
        assert_eq!(
            meant("https://linear.app/acme-1/issue/ENG-42/login-2#comment-1f"),
            "ENG-42"
        );
        assert_eq!(meant("https://tracker.example/browse/MOB-7"), "MOB-7");
    }

    #[test]
    fn anything_else_means_itself() {
        assert_eq!(meant(" fix login "), "fix login");
        assert_eq!(meant("eng-42"), "eng-42");
        assert_eq!(meant("fix\0login"), "fix login");
        assert_eq!(meant("https://example.com/"), "https://example.com/");
    }

    #[test]
    fn an_identifier_is_a_team_and_a_number() {
        assert!(is_identifier("ENG-42") && is_identifier("mob2-7"));
        for text in [
            "ENG",
            "ENG-",
            "-42",
            "ENG-42a",
            "fix-login-2",
            "2026-11-23",
            "11-23",
            "réf-1",
        ] {
            assert!(!is_identifier(text), "{text}");
        }
    }
}
