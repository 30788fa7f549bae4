//! How a receiver can know that a request is ours, whole, and not an old one sent again.
//!
//! Two signatures over the same secret: the one that the existing system sends, over the body alone, and the
//! one of the Standard Webhooks convention, over the delivery's id, the moment of sending and the body.

use crate::app::random_text;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt::Write as _;

/// A new secret: 32 random bytes in the 43 characters that both alphabets of Base64 share, so that a receiver
/// may read it with either.
pub fn new_secret() -> Result<String> {
    loop {
        let text = random_text(32)?;
        if text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Ok(text);
        }
    }
}

/// `sha256=…`: the body's HMAC with the text of the secret as its key, in hexadecimal digits.
pub fn of_body(secret: &str, body: &str) -> Result<String> {
    let digest = digest(secret.as_bytes(), &[body])?;
    let mut text = String::from("sha256=");
    for byte in digest {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

/// `v1,…`: the HMAC of `id.seconds.body` with the bytes that the secret stands for as its key, in Base64.
pub fn of_message(secret: &str, id: &str, seconds: i64, body: &str) -> Result<String> {
    let key = STANDARD_NO_PAD
        .decode(secret)
        .map_err(|error| Error::Internal(format!("a webhook's secret is not Base64: {error}")))?;
    let digest = digest(&key, &[id, ".", &seconds.to_string(), ".", body])?;
    Ok(format!("v1,{}", STANDARD.encode(digest)))
}

fn digest(key: &[u8], parts: &[&str]) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .map_err(|error| Error::Internal(format!("a webhook's secret is no key: {error}")))?;
    for part in parts {
        mac.update(part.as_bytes());
    }
    Ok(mac.finalize().into_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_43_characters_and_is_32_bytes_in_both_alphabets() {
        for _ in 0..50 {
            let secret = new_secret().unwrap();
            assert_eq!(secret.len(), 43);
            assert_eq!(STANDARD_NO_PAD.decode(&secret).unwrap().len(), 32);
            assert_eq!(STANDARD.decode(format!("{secret}=")).unwrap().len(), 32);
        }
    }

    #[test]
    fn the_body_is_signed_as_openssl_signs_it() {
        // printf '%s' '{"a":1}' | openssl dgst -sha256 -hmac 'it is a secret'
        let expected = "sha256=0ace452743dcf273f4d16c2c896e0bb430ecb6e68cbc3353d509213ce488c3c7";
        assert_eq!(of_body("it is a secret", "{\"a\":1}").unwrap(), expected);
    }

    #[test]
    fn the_message_is_signed_as_the_convention_says() {
        // The example of the convention's own specification.
        let secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let signature = of_message(
            secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(
            signature.unwrap(),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }
}
