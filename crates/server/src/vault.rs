//! Encrypts what must not lie in the database in clear: the keys of outside services, what signs webhooks.
//!
//! XChaCha20-Poly1305 with a random nonce for each text. What is sealed for one place (`table/row/column`)
//! opens only there, so that a row copied over another is noticed. The key comes from the
//! configuration or from a file that is made at the first start; a proof in the database tells whether
//! it is the one that this database's texts were sealed with.

use crate::config::Config;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::Digest as _;
use std::fmt;
use timetracker_db::{Db, Read, p};

mod key_file;

/// The first byte of everything sealed: how it was done.
const VERSION: u8 = 1;
const KEY_ID_LENGTH: usize = 4;
const NONCE_LENGTH: usize = 24;
const PREFIX_LENGTH: usize = 1 + KEY_ID_LENGTH;

const PROOF_ROW: &str = "secret_key_proof";
const PROOF_CONTEXT: &str = "installation/secret_key_proof/value";
const PROOF_TEXT: &[u8] = b"this key belongs to this database";

/// Seals and opens secrets with the installation's key. Cheap to clone; shows nothing of itself.
#[derive(Clone)]
pub struct Vault {
    cipher: XChaCha20Poly1305,
    key_id: [u8; KEY_ID_LENGTH],
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(••••)")
    }
}

impl Vault {
    /// Finds or makes the installation's key and checks that this migrated database belongs to it.
    ///
    /// # Errors
    /// A sentence where the key cannot be read, is malformed, is missing or is another database's.
    pub async fn open(config: &Config, db: &Db) -> Result<Self> {
        let path = config.secret_key_path();
        if let Some(text) = &config.secret_key {
            let vault = Self::with_key(key_file::parse(text, "The configured secret key")?);
            return vault
                .proved(
                    db,
                    "Set TIMETRACKER_SECRET_KEY to the key that this database was made with",
                )
                .await;
        }
        // The proof is asked for first: whoever leaves one has put the file in its place before.
        let is_known = stored_proof(db).await?.is_some();
        let (key, is_new) = match key_file::read(&path)? {
            Some(key) => (key, false),
            None if is_known => return Err(missing(&path)),
            None => key_file::make(&path)?,
        };
        let remedy = format!(
            "Put the {} that was kept with this database back in its place",
            path.display()
        );
        let proved = Self::with_key(key).proved(db, &remedy).await;
        if is_new && proved.is_err() {
            // Another node was first; a key that belongs to nothing would only confuse.
            key_file::discard(&path);
        }
        proved
    }

    /// A vault with a given key, without a proof: for tests and for [`Vault::open`].
    pub fn with_key(key: [u8; 32]) -> Self {
        let digest = sha2::Sha256::new()
            .chain_update(b"timetracker key id")
            .chain_update(key)
            .finalize();
        let mut key_id = [0; KEY_ID_LENGTH];
        key_id.copy_from_slice(&digest[..KEY_ID_LENGTH]);
        Self {
            cipher: XChaCha20Poly1305::new(&key.into()),
            key_id,
        }
    }

    /// Encrypts `plain` for the place that `context` names as `table/row/column`.
    pub fn seal(&self, context: &str, plain: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE_LENGTH];
        getrandom::fill(&mut nonce).map_err(|error| Error::Internal(format!("no randomness: {error}")))?;
        let mut sealed = self.prefix().to_vec();
        let aad = self.bound_to(context);
        let payload = Payload {
            msg: plain,
            aad: &aad,
        };
        let hidden = self.cipher.encrypt(&XNonce::from(nonce), payload);
        sealed.extend_from_slice(&nonce);
        sealed.extend(hidden.map_err(|_| Error::Internal("a secret is too long to be sealed".into()))?);
        Ok(sealed)
    }

    /// Decrypts what was sealed for the same place.
    ///
    /// # Errors
    /// [`Error::Internal`] where the bytes were changed, moved from another place or sealed with another key.
    pub fn open_sealed(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        self.opened(context, sealed).ok_or_else(|| {
            Error::Internal(format!("what is sealed at {context} does not open with this key"))
        })
    }

    fn opened(&self, context: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let hidden = sealed.strip_prefix(&self.prefix())?;
        let (nonce, hidden) = hidden.split_first_chunk::<NONCE_LENGTH>()?;
        let payload = Payload {
            msg: hidden,
            aad: &self.bound_to(context),
        };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
    }

    fn prefix(&self) -> [u8; PREFIX_LENGTH] {
        let mut prefix = [VERSION; PREFIX_LENGTH];
        prefix[1..].copy_from_slice(&self.key_id);
        prefix
    }

    fn bound_to(&self, context: &str) -> Vec<u8> {
        [&self.prefix()[..], context.as_bytes()].concat()
    }

    /// Leaves a proof where there is none, so that of two first starts at once exactly one counts.
    async fn proved(self, db: &Db, remedy: &str) -> Result<Self> {
        let proof = STANDARD.encode(self.seal(PROOF_CONTEXT, PROOF_TEXT)?);
        let sql = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        db.exec(sql, p![PROOF_ROW, proof]).await?;
        let stored = stored_proof(db)
            .await?
            .and_then(|text| STANDARD.decode(text).ok())
            .unwrap_or_default();
        if self
            .opened(PROOF_CONTEXT, &stored)
            .is_some_and(|text| text == PROOF_TEXT)
        {
            return Ok(self);
        }
        let sentence = format!("The secret key does not belong to this database. {remedy}, and start again.");
        Err(Error::rule("secret_key", sentence))
    }
}

async fn stored_proof(db: &Db) -> Result<Option<String>> {
    let row: Option<(String,)> = db
        .query_opt("SELECT value FROM installation WHERE name = $1", p![PROOF_ROW])
        .await?;
    Ok(row.map(|(value,)| value))
}

fn missing(path: &std::path::Path) -> Error {
    let path = path.display();
    let sentence = format!(
        "The secret key of this database is missing: there is no {path}. Put the file back from its backup, or set \
         TIMETRACKER_SECRET_KEY to its 64 digits."
    );
    Error::rule("secret_key", sentence)
}

#[cfg(test)]
mod tests;
