//! Connection strings with a password, and web addresses that are credentials by themselves.

use super::placeholder::placeholder;
use crate::finding::{Hit, Score};
use crate::recognise::candidate::Cx;

/// The longest address that is read, in bytes.
const LONGEST: usize = 2048;

/// The check at the colon of `://`.
pub(super) fn string(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let bytes = cx.bytes();
    let head = bytes[..colon].iter().rev().take(24);
    let length = head
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        .count();
    let scheme = &bytes[colon - length..colon];
    if scheme.len() < 2 {
        return None;
    }
    let rest = bytes.get(colon + 3..)?;
    let rest = &rest[..address(&rest[..rest.len().min(LONGEST)])];
    if scheme.len() <= 5 && scheme[..4.min(scheme.len())].eq_ignore_ascii_case(b"http") {
        let why = webhook(rest)?;
        return Some(Hit::new(
            colon - length..colon + 3 + rest.len(),
            Score::CERTAIN,
            why,
        ));
    }
    // The URL recogniser has these.
    let web = [
        "ftp", "ftps", "sftp", "ssh", "git+ssh", "ws", "wss", "smb", "dav", "webdav",
    ];
    if web
        .iter()
        .any(|w| scheme.eq_ignore_ascii_case(w.as_bytes()))
    {
        return None;
    }
    // A password may hold `/`, `?` or `#` though it must not; the last `@` before any of them behind a host decides.
    let at = rest.iter().take(512).rposition(|b| *b == b'@')?;
    let user = &rest[..at];
    let separator = user.iter().position(|b| *b == b':')?;
    let password = &user[separator + 1..];
    let host = &rest[at + 1..];
    if password.is_empty()
        || host.is_empty()
        || user[..separator]
            .iter()
            .any(|b| matches!(b, b'/' | b'?' | b'='))
        || placeholder(password)
        || password
            .iter()
            .any(|b| matches!(b, b' ' | b'"' | b'\'' | b'<' | b'>'))
    {
        return None;
    }
    let jdbc = if bytes[..colon - length].ends_with(b"jdbc:") {
        5
    } else {
        0
    };
    Some(Hit::new(
        colon - length - jdbc..colon + 3 + rest.len(),
        Score::CERTAIN,
        "connection-string",
    ))
}

/// How many bytes of `rest` belong to the address.
fn address(rest: &[u8]) -> usize {
    let mut end = 0;
    let mut braces = 0_i32;
    for (at, &byte) in rest.iter().enumerate() {
        match byte {
            b'{' => braces += 1,
            b'}' => braces -= 1,
            _ => {}
        }
        let outside = byte <= b' '
            || matches!(byte, b'"' | b'\'' | b'`' | b'|' | b'\\')
            || byte == b'<' && at > 0 && !rest[at..].contains(&b'@')
            || byte == b')' && !rest[..at].contains(&b'(')
            || byte == b']' && !rest[..at].contains(&b'[')
            || braces < 0
            || byte == b':' && rest[at..].starts_with(b"://");
        if outside {
            break;
        }
        // A full stop, comma or colon that trails is the sentence's.
        if !matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?') {
            end = at + 1;
        }
    }
    end
}

/// Addresses to which anyone who knows them may post: host, a part of the path, and the least length of what is random.
static WEBHOOKS: &[(&str, &str, usize, &str)] = &[
    ("hooks.slack.com", "/services/T", 30, "slack-webhook"),
    ("hooks.slack.com", "/workflows/", 30, "slack-webhook"),
    ("hooks.slack.com", "/triggers/", 30, "slack-webhook"),
    ("discord.com", "/api/webhooks/", 60, "discord-webhook"),
    ("discordapp.com", "/api/webhooks/", 60, "discord-webhook"),
    ("webhook.office.com", "/webhookb2/", 60, "teams-webhook"),
    ("outlook.office.com", "/webhook/", 60, "teams-webhook"),
    ("logic.azure.com", "&sig=", 20, "azure-logic-app-url"),
    ("hooks.zapier.com", "/hooks/catch/", 8, "zapier-webhook"),
    (
        "chat.googleapis.com",
        "/messages?key=",
        30,
        "google-chat-webhook",
    ),
    ("api.telegram.org", "/bot", 40, "telegram-bot-url"),
    ("hook.eu1.make.com", "/", 24, "make-webhook"),
    ("hook.us1.make.com", "/", 24, "make-webhook"),
    ("maker.ifttt.com", "/with/key/", 20, "ifttt-webhook"),
];

fn webhook(rest: &[u8]) -> Option<&'static str> {
    let slash = rest.iter().take(128).position(|b| *b == b'/')?;
    let (host, path) = rest.split_at(slash);
    WEBHOOKS
        .iter()
        .find(|(name, part, least, _)| {
            let at = host.len().checked_sub(name.len());
            at.is_some_and(|at| {
                host[at..].eq_ignore_ascii_case(name.as_bytes())
                    && (at == 0 || host[at - 1] == b'.')
            }) && path
                .windows(part.len())
                .position(|w| w == part.as_bytes())
                .is_some_and(|at| {
                    let tail = &path[at + part.len()..];
                    tail.len() >= *least
                        && tail.iter().any(u8::is_ascii_digit)
                        && !tail.iter().any(|b| matches!(b, b'<' | b'{' | b'$'))
                        && !tail.windows(4).any(|w| w.eq_ignore_ascii_case(b"xxxx"))
                })
        })
        .map(|(.., why)| *why)
}
