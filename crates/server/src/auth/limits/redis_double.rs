//! As much of a Redis as counting needs, in memory: `INCR` and `EXPIRE` between `MULTI` and `EXEC`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

type Numbers = Arc<Mutex<HashMap<String, i64>>>;

/// Serves until the test ends, and returns its URL.
pub async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}/", listener.local_addr().unwrap());
    let numbers = Numbers::default();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, Arc::clone(&numbers)));
        }
    });
    url
}

async fn converse(stream: TcpStream, numbers: Numbers) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut queued: Option<Vec<String>> = None;
    loop {
        let command = command(&mut stream).await?;
        let answer = match (command[0].to_uppercase().as_str(), &mut queued) {
            ("MULTI", _) => {
                queued = Some(Vec::new());
                "+OK\r\n".to_owned()
            }
            ("EXEC", results) => {
                let results = results.take().unwrap_or_default();
                format!("*{}\r\n{}", results.len(), results.concat())
            }
            ("INCR" | "EXPIRE", Some(results)) => {
                results.push(carried_out(&command, &numbers));
                "+QUEUED\r\n".to_owned()
            }
            ("INCR" | "EXPIRE", None) => carried_out(&command, &numbers),
            _ => "+OK\r\n".to_owned(),
        };
        stream.get_mut().write_all(answer.as_bytes()).await.ok()?;
    }
}

fn carried_out(command: &[String], numbers: &Numbers) -> String {
    if command[0].eq_ignore_ascii_case("EXPIRE") {
        return ":1\r\n".to_owned();
    }
    let mut numbers = numbers.lock().unwrap();
    let number = numbers.entry(command[1].clone()).or_default();
    *number += 1;
    format!(":{number}\r\n")
}

/// One array of texts; none at the end of the connection.
async fn command(stream: &mut BufReader<TcpStream>) -> Option<Vec<String>> {
    let count = length(stream).await?;
    let mut words = Vec::new();
    for _ in 0..count {
        let mut word = vec![0; length(stream).await? + 2];
        stream.read_exact(&mut word).await.ok()?;
        words.push(String::from_utf8_lossy(&word[..word.len() - 2]).into_owned());
    }
    Some(words)
}

/// The number behind `*` or `$`.
async fn length(stream: &mut BufReader<TcpStream>) -> Option<usize> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    line.trim_end().get(1..)?.parse().ok()
}
