//! The one-time code that guards an empty installation: printed on the terminal, typed on the set-up page.

use crate::error::{Error, Result};

/// Capital letters without I and O, which look like digits.
const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A new code such as `KQBM-WTRA`: eight letters, one of 110 thousand million.
pub fn new_setup_code() -> Result<String> {
    let mut letters = String::with_capacity(9);
    while letters.len() < 9 {
        if letters.len() == 4 {
            letters.push('-');
        }
        let mut byte = [0u8; 1];
        getrandom::fill(&mut byte).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
        // 240 is the largest multiple of 24 in a byte: the rest would make the first letters likelier.
        if byte[0] < 240 {
            letters.push(char::from(LETTERS[usize::from(byte[0] % 24)]));
        }
    }
    Ok(letters)
}

#[cfg(test)]
mod tests {
    use super::new_setup_code;

    #[test]
    fn a_code_is_two_groups_of_four_letters_and_another_each_time() {
        let codes: std::collections::HashSet<String> = (0..200).map(|_| new_setup_code().unwrap()).collect();
        assert_eq!(codes.len(), 200);
        for code in codes {
            let (left, right) = code.split_once('-').unwrap();
            assert_eq!((left.len(), right.len()), (4, 4), "{code}");
            assert!(
                code.chars()
                    .all(|c| c == '-' || (c.is_ascii_uppercase() && c != 'I' && c != 'O')),
                "{code}"
            );
        }
    }
}
