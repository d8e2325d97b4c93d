//! Which paths of an address lead to one person, or open what is theirs.

use zeroize::Zeroizing;

use super::query::{placeholder, random};
use crate::recognise::among::Listed;

/// Path segments behind which a person's name or number follows.
static PEOPLE: Listed = Listed::of(&[
    "users",
    "user",
    "u",
    "profile",
    "profiles",
    "people",
    "person",
    "members",
    "member",
    "customers",
    "customer",
    "patients",
    "patient",
    "employees",
    "employee",
    "students",
    "student",
    "account",
    "accounts",
    "contacts",
]);

/// Segments that follow them and are no one: pages of the site.
static PAGES: &[&str] = &[
    "me",
    "new",
    "list",
    "login",
    "signup",
    "settings",
    "search",
    "edit",
    "create",
    "index",
    "all",
    "guide",
    "guides",
    "docs",
    "api",
    "register",
    "home",
    "about",
    "help",
    "password",
    "current",
    "self",
    "invite",
    "export",
    "import",
    "profile",
    "manual",
    "features",
    "stories",
    "support",
    "count",
    "id",
    "username",
    "name",
    "orders",
    "billing",
    "overview",
    "dashboard",
    "security",
    "details",
    "activity",
    "address",
    "addresses",
    "payment",
    "payments",
    "wallet",
    "transactions",
    "history",
    "notifications",
    "preferences",
    "subscription",
    "subscriptions",
    "plans",
    "usage",
    "keys",
    "tokens",
    "recover",
    "recovery",
    "verify",
    "logout",
    "signin",
    "statement",
    "statements",
    "balance",
    "delete",
    "close",
    "types",
    "type",
    "service",
    "services",
];

/// Path segments behind which what opens an account or a share follows.
static OPENS: &[&str] = &[
    "invite",
    "invites",
    "invitation",
    "invitations",
    "join",
    "reset",
    "reset-password",
    "password-reset",
    "resetpassword",
    "verify",
    "verify-email",
    "confirm",
    "confirmation",
    "activate",
    "activation",
    "magic",
    "magic-link",
    "magiclink",
    "share",
    "shared",
    "token",
    "unsubscribe",
    "accept",
    "recover",
    "sso",
    "login",
    "auth",
];

/// What the host and path say.
pub(super) fn place(host: &str, path: &str) -> Option<&'static str> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let named = |segment: Option<&str>| segment.is_some_and(person);
    let lower = Zeroizing::new(host.to_ascii_lowercase());
    let social = match lower.as_str() {
        host if host == "linkedin.com" || host.ends_with(".linkedin.com") => {
            matches!(segments.next(), Some("in" | "pub")) && named(segments.next())
        }
        "twitter.com" | "x.com" | "facebook.com" | "m.facebook.com" | "fb.com"
        | "instagram.com" | "threads.net" | "snapchat.com" | "t.me" | "wa.me" | "paypal.me"
        | "linktr.ee" | "about.me" | "github.com" | "gitlab.com" | "bitbucket.org"
        | "kaggle.com" | "leetcode.com" | "behance.net" | "dribbble.com" | "dev.to"
        | "soundcloud.com" | "hackerrank.com" | "buymeacoffee.com" | "ko-fi.com"
        | "patreon.com" | "codepen.io" | "twitch.tv" | "vimeo.com" | "last.fm"
        | "pinterest.com" | "in.pinterest.com" => {
            let first = segments.next();
            let first = if first == Some("add") {
                segments.next()
            } else {
                first
            };
            named(first)
                && !site_page(first)
                && segments
                    .next()
                    .is_none_or(|next| matches!(next, "about" | "photos"))
        }
        "calendly.com" | "cal.com" => {
            let first = segments.next();
            named(first) && !site_page(first)
        }
        "gist.github.com" => named(segments.next()) && segments.next().is_some(),
        "tiktok.com" | "medium.com" | "youtube.com" => segments
            .next()
            .is_some_and(|s| s.starts_with('@') && s.len() > 2),
        "chat.whatsapp.com" | "meet.google.com" | "1drv.ms" | "we.tl" => {
            return named(segments.next()).then_some("link that opens something private");
        }
        "drive.google.com" | "docs.google.com" => {
            return segments
                .any(|s| s.len() >= 25)
                .then_some("link that opens something private");
        }
        "dropbox.com" => {
            let shared = matches!(segments.next(), Some("s" | "sh" | "scl"));
            return (shared && segments.next().is_some())
                .then_some("link that opens something private");
        }
        host if host == "zoom.us" || host.ends_with(".zoom.us") => {
            let joins = matches!(segments.next(), Some("j" | "s" | "my" | "w"));
            return (joins && segments.next().is_some())
                .then_some("link that opens something private");
        }
        _ => false,
    };
    if social {
        return Some("page on a social network");
    }
    // `/@asha`, as federated networks and blogs have it; a package's scope has its name behind it.
    let mut parts = path.split('/').filter(|segment| !segment.is_empty());
    let handle = parts.next().and_then(|first| first.strip_prefix('@'));
    let status = |next: &str| next.bytes().all(|b| b.is_ascii_digit());
    if handle.is_some_and(person) && parts.next().is_none_or(status) {
        return Some("person in the path");
    }
    let mut previous = "";
    for segment in path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .take(12)
    {
        if segment.strip_prefix('~').is_some_and(person) {
            return Some("person in the path");
        }
        if PEOPLE.has(previous.as_bytes()) && person(segment) {
            return Some("person in the path");
        }
        if random(segment)
            && !segment.contains('.')
            && OPENS
                .iter()
                .any(|known| previous.eq_ignore_ascii_case(known))
        {
            return Some("link that opens something private");
        }
        let decoded_at = segment.find('@').or_else(|| segment.find("%40"));
        if decoded_at.is_some_and(|at| {
            at > 0 && segment[at..].contains('.') && segment[..at].bytes().all(local)
        }) {
            return Some("address in the path");
        }
        previous = segment;
    }
    None
}

fn local(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-')
}

/// Pages of social networks that are no one's.
fn site_page(segment: Option<&str>) -> bool {
    segment.is_some_and(|segment| {
        [
            "share",
            "sharer",
            "sharer.php",
            "intent",
            "home",
            "hashtag",
            "search",
            "explore",
            "login",
            "groups",
            "pages",
            "events",
            "watch",
            "p",
            "reel",
            "tv",
            "joinchat",
            "proxy",
            "s",
            "i",
            "share.php",
            "plugins",
            "dialog",
            "topics",
            "orgs",
            "features",
            "marketplace",
            "sponsors",
            "trending",
            "collections",
            "notifications",
            "apps",
            "security",
            "pricing",
            "enterprise",
            "team",
            "join",
            "customer-stories",
            "readme",
            "site",
            "new",
            "stars",
            "issues",
            "pulls",
            "codespaces",
            "discussions",
            "contact",
            "privacy",
            "terms",
            "blog",
            "api",
            "t",
            "tags",
            "tag",
            "top",
            "latest",
            "product",
            "problems",
            "problemset",
            "contest",
            "discuss",
            "datasets",
            "competitions",
            "code",
            "models",
            "learn",
            "rankings",
            "galleries",
            "shots",
            "designers",
            "jobs",
            "discover",
            "ideas",
            "pin",
            "directory",
            "channels",
            "signup",
            "users",
            "groups",
            "dashboard",
            "snippets",
            "projects",
            "gitlab-org",
            "github",
            "rust-lang",
            "actions",
            "microsoft",
            "google",
            "apache",
            "kubernetes",
            "docker",
            "facebook",
            "pricing.html",
        ]
        .contains(&segment)
    })
}

/// Whether a segment may name a person: a word or a number, no page of the site and no file.
fn person(segment: &str) -> bool {
    let file = segment.rsplit_once('.').is_some_and(|(_, ending)| {
        [
            "html", "htm", "php", "md", "json", "xml", "js", "css", "png", "jpg", "svg", "pdf",
            "txt", "rs", "py",
        ]
        .contains(&ending)
    });
    segment.len() >= 2
        && segment.len() <= 80
        && !file
        && !placeholder(segment)
        && segment.chars().any(char::is_alphanumeric)
        && !PAGES.iter().any(|page| segment.eq_ignore_ascii_case(page))
}
