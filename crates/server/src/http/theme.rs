//! Light or dark, where somebody chose on this device; else the system decides.

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::CookieJar;

/// The cookie's name.
const COOKIE: &str = "tt_theme";
/// What may be chosen; anything else means the system's.
pub const THEMES: [&str; 2] = ["light", "dark"];

/// The choice that a request carries; empty where the system decides.
pub fn theme_of(headers: &HeaderMap) -> &'static str {
    let jar = CookieJar::from_headers(headers);
    let chosen = jar.get(COOKIE).map(|cookie| cookie.value().to_owned());
    THEMES
        .into_iter()
        .find(|theme| chosen.as_deref() == Some(*theme))
        .unwrap_or("")
}

/// Keeps a choice for a year, or forgets it where it is empty.
pub fn theme_cookie(theme: &'static str) -> HeaderValue {
    HeaderValue::from_static(match theme {
        "light" => "tt_theme=light; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000",
        "dark" => "tt_theme=dark; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000",
        _ => "tt_theme=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0",
    })
}
