//! What a page's template may not hold.

use super::tree::File;
use super::{Finding, Rule};

pub const NOTHING_INLINE: Rule = Rule {
    reason: "A template holds an inline style, script or handler. The Content-Security-Policy makes browsers ignore \
             it without a word: put the style in web/src/*.css and the behaviour in web/src/*.ts.",
    findings: |tree| {
        tree.ending(".html")
            .filter(|file| is_template(file))
            .flat_map(inline)
            .collect()
    },
};

fn is_template(file: &File) -> bool {
    file.path.starts_with("crates/server/")
}

fn inline(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().enumerate().filter(|(_, line)| is_inline(line));
    lines
        .map(|(index, line)| format!("{}:{}: {}", file.path, index + 1, line.trim()))
        .collect()
}

fn is_inline(line: &str) -> bool {
    let bare_script =
        line.contains("<script") && !line.contains("src=") && !line.contains("application/json");
    let attribute = line.split([' ', '\t']).skip(1).any(|word| {
        let name = word.split('=').next().unwrap_or_default();
        let handler =
            name.len() > 3 && name.starts_with("on") && name.bytes().all(|byte| byte.is_ascii_lowercase());
        word.contains('=') && (name == "style" || handler)
    });
    bare_script || line.contains("<style") || attribute
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_code_is_found_and_attributes_that_look_alike_are_not() {
        for wrong in [
            "<p style=\"color: red\">",
            "<script>go()</script>",
            "<a onclick=\"go()\">",
            "<style>p {}</style>",
        ] {
            assert!(is_inline(wrong), "{wrong}");
        }
        for fine in [
            "<script src=\"/a.js\" defer></script>",
            "<p data-style=\"x\">on=time</p>",
            "<p class=\"one\">",
        ] {
            assert!(!is_inline(fine), "{fine}");
        }
    }
}
