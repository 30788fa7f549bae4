//! What a person's details may be: the rules that every way of adding or changing a person shares.

use super::model::{NewUser, Role, User};
use super::store;
use crate::auth::Passwords;
use crate::error::{Mistakes, Result};
use crate::http::text;
use timetracker_db::Read;
use timetracker_types::{Id, Zone};

const LONGEST_USERNAME: usize = 64;
const LONGEST_NAME: usize = 120;
const LONGEST_EMAIL: usize = 254;

/// A user name: what one signs in with. No `@`, so that it cannot be taken for somebody's address.
pub fn username(mistakes: &mut Mistakes, typed: &str) -> String {
    let name = text::required(mistakes, "username", "A user name", typed, LONGEST_USERNAME).to_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !name.is_empty()
        && (!name.chars().all(allowed) || !name.starts_with(|c: char| c.is_ascii_alphanumeric()))
    {
        let sentence = "A user name has only letters a to z, digits, dots, dashes and underscores, and begins with a \
                        letter or digit.";
        mistakes.add("username", sentence);
    }
    name
}

/// A name as colleagues read it.
pub fn full_name(mistakes: &mut Mistakes, typed: &str) -> String {
    text::required(mistakes, "full_name", "A name", typed, LONGEST_NAME)
}

/// An address in small letters; nothing where none was typed.
pub fn email(mistakes: &mut Mistakes, typed: &str) -> Option<String> {
    let email =
        text::optional(mistakes, "email", "An e-mail address", Some(typed), LONGEST_EMAIL)?.to_lowercase();
    let shape = email.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && !host.is_empty()
            && !host.contains('@')
            && !host.starts_with('.')
            && !host.ends_with('.')
    });
    if !shape || email.contains(char::is_whitespace) {
        mistakes.add(
            "email",
            "That is not an e-mail address. Write it as name@company.com.",
        );
    }
    Some(email)
}

/// The same where there must be one.
pub fn required_email(mistakes: &mut Mistakes, typed: &str) -> Option<String> {
    if typed.trim().is_empty() {
        mistakes.add("email", "An e-mail address is needed.");
    }
    email(mistakes, typed)
}

/// A new password, as it was typed.
pub fn password(mistakes: &mut Mistakes, field: &'static str, typed: &str) {
    mistakes.take(field, Passwords::judge(typed));
}

/// A role's word.
pub fn role(mistakes: &mut Mistakes, typed: &str) -> Option<Role> {
    mistakes.take("role", typed.parse())
}

/// A zone's name.
pub fn timezone(mistakes: &mut Mistakes, typed: &str) -> Option<Zone> {
    mistakes.take("timezone", typed.parse())
}

/// Notes where another account has this user name or address already.
pub async fn taken(
    mistakes: &mut Mistakes,
    db: &impl Read,
    username: Option<&str>,
    email: Option<&str>,
    own: Option<Id<User>>,
) -> Result<()> {
    let is_other = |found: Option<User>| found.is_some_and(|user| Some(user.id) != own);
    if let Some(username) = username
        && is_other(store::find_by_username(db, username).await?)
    {
        mistakes.add(
            "username",
            format!("“{username}” is taken. Choose another user name."),
        );
    }
    if let Some(email) = email
        && is_other(store::find_by_email(db, email).await?)
    {
        mistakes.add(
            "email",
            format!("Another account has the address {email} already."),
        );
    }
    Ok(())
}

/// A person ready to be stored, with every mistake noted.
pub async fn new_person(mistakes: &mut Mistakes, db: &impl Read, person: NewUser) -> Result<NewUser> {
    let username = username(mistakes, &person.username);
    let email = email(mistakes, person.email.as_deref().unwrap_or(""));
    let full_name = full_name(mistakes, &person.full_name);
    if let Some(typed) = &person.password {
        password(mistakes, "password", typed);
    }
    taken(mistakes, db, Some(&username), email.as_deref(), None).await?;
    Ok(NewUser {
        username,
        email,
        full_name,
        ..person
    })
}

/// The zones to offer in a form, and the chosen one where it is an older name.
pub fn zone_choices(chosen: &str) -> Vec<&str> {
    let mut names: Vec<&str> = Zone::all().iter().map(String::as_str).collect();
    if !chosen.is_empty() && !names.contains(&chosen) {
        names.insert(0, chosen);
    }
    names
}
