use super::*;
use crate::app::MIGRATIONS;
use crate::config::Options;
use std::path::Path;
use timetracker_db::both_engines;

fn config(folder: &Path, key: Option<&str>) -> Config {
    let options = Options {
        data_dir: Some(folder.into()),
        secret_key: key.map(str::to_owned),
        ..Options::default()
    };
    Config::load(options).unwrap()
}

fn sentence<T: std::fmt::Debug>(outcome: Result<T>) -> String {
    outcome.unwrap_err().sentence()
}

#[test]
fn what_is_sealed_opens_at_its_place_only() {
    let vault = Vault::with_key([7; 32]);
    let sealed = vault.seal("connections/1/secret", b"lin_api_secret").unwrap();
    assert_eq!(
        vault.open_sealed("connections/1/secret", &sealed).unwrap(),
        b"lin_api_secret"
    );
    assert!(vault.open_sealed("connections/2/secret", &sealed).is_err());
    assert!(
        Vault::with_key([8; 32])
            .open_sealed("connections/1/secret", &sealed)
            .is_err()
    );
    assert!(!sealed.windows(4).any(|part| part == b"lin_"));
    assert_ne!(
        sealed,
        vault.seal("connections/1/secret", b"lin_api_secret").unwrap()
    );
}

#[test]
fn every_changed_or_missing_byte_is_noticed() {
    let vault = Vault::with_key([7; 32]);
    let sealed = vault.seal("a/1/b", b"text").unwrap();
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(vault.open_sealed("a/1/b", &changed).is_err(), "byte {at}");
        assert!(vault.open_sealed("a/1/b", &sealed[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_vault_shows_nothing_of_its_key() {
    assert_eq!(format!("{:?}", Vault::with_key([171; 32])), "Vault(••••)");
}

both_engines! {
    migrations = MIGRATIONS;

    async fn the_first_start_makes_a_private_key_that_the_next_one_finds(t: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let sealed = Vault::open(&config(&data, None), &t).await.unwrap().seal("a/1/b", b"x").unwrap();
        let again = Vault::open(&config(&data, None), &t).await.unwrap();
        assert_eq!(again.open_sealed("a/1/b", &sealed).unwrap(), b"x");
        let files: Vec<_> = std::fs::read_dir(&data).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, ["secret.key"], "nothing else is left behind");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = data.join("secret.key");
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            Vault::open(&config(&data, None), &t).await.unwrap();
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    async fn a_foreign_missing_or_broken_key_is_refused_with_a_sentence(t: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let open = async |key: Option<&str>| Vault::open(&config(folder.path(), key), &t).await;
        open(None).await.unwrap();
        let foreign = "ab".repeat(32);
        assert!(sentence(open(Some(&foreign)).await).starts_with("The secret key does not belong to this database."));
        assert!(sentence(open(Some("abc")).await).contains("64 hexadecimal digits"));
        let path = folder.path().join("secret.key");
        let kept = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, "not a key").unwrap();
        assert!(sentence(open(None).await).contains("64 hexadecimal digits"));
        std::fs::remove_file(&path).unwrap();
        assert!(sentence(open(None).await).contains("missing"));
        assert!(!path.exists(), "no other key is made for a database that has one");
        open(Some(&kept)).await.unwrap();
        std::fs::create_dir(&path).unwrap();
        assert!(sentence(open(None).await).contains("cannot be read"));
    }

    async fn of_first_starts_at_once_all_find_one_key(t: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let start = || {
            let (config, db) = (config(folder.path(), None), t.db());
            tokio::spawn(async move { Vault::open(&config, &db).await })
        };
        let starts: Vec<_> = (0..8).map(|_| start()).collect();
        let mut vaults = Vec::new();
        for start in starts {
            vaults.push(start.await.unwrap().unwrap());
        }
        let sealed = vaults[0].seal("a/1/b", b"x").unwrap();
        assert!(vaults.iter().all(|vault| vault.open_sealed("a/1/b", &sealed).is_ok()));
    }

    async fn of_nodes_with_a_folder_each_only_the_first_keeps_a_key(t: TestDb) {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        Vault::open(&config(first.path(), None), &t).await.unwrap();
        assert!(sentence(Vault::open(&config(second.path(), None), &t).await).contains("missing"));
        assert!(!second.path().join("secret.key").exists());
    }
}
