//! Web addresses that say something of a person or open something private (RFC 3986). What counts: credentials or a
//! user name in the authority; a person's page by path (`/users/asha`, `/~asha`) or on a social network; a query with
//! personal data or a secret (`email=`, `token=`, a signature); a link that is itself the key to a file or meeting; an
//! address that is announced as someone's own (`my website:`). A plain public address is not personal data.

use super::candidate::Cx;
use super::spelling::{Spelling, mask_all};
use super::{Rule, Trigger};
use crate::entity::Entity;
use crate::finding::{Hit, Score};
use zeroize::Zeroizing;

impl Entity {
    /// A web address with credentials or personal data.
    pub const URL: Entity = Entity::new("URL", "URL");
}

pub(super) static RULE: Rule = Rule {
    entity: Entity::URL,
    triggers: &[Trigger::Scheme(address)],
    cues: &[
        "my website",
        "my site",
        "my blog",
        "my homepage",
        "my page",
        "my portfolio",
        "personal website",
        "personal site",
        "personal page",
        "personal url",
        "portfolio",
        "profile",
        "profile url",
        "profile link",
        "linkedin",
        "facebook",
        "instagram",
        "social media",
        "मेरी वेबसाइट",
        "persönliche website",
        "meine website",
        "mon site",
        "mi sitio",
    ],
    spelling: Spelling {
        canonical: str::to_owned,
        usual: str::to_owned,
        mask: mask_all,
    },
};

/// The longest address that is read, in bytes: what browsers and servers take at least.
const LONGEST: usize = 2048;
/// How near the words stand that announce an address as someone's own, in bytes.
const ANNOUNCED: usize = 16;

fn address(cx: &Cx<'_>, colon: usize) -> Option<Hit> {
    let text = cx.text();
    let scheme = cx.bytes()[colon.saturating_sub(12)..colon]
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        .count();
    let start = colon - scheme;
    let scheme = &text[start..colon];
    let known = [
        "http", "https", "ftp", "ftps", "sftp", "ssh", "git+ssh", "ws", "wss", "smb", "dav",
        "webdav",
    ];
    if !known.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let rest = text.get(colon + 3..)?;
    let rest = &rest[..length(rest)];
    let cut = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(cut);
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    if host.is_empty() || placeholder(host) {
        return None;
    }
    let range = start..colon + 3 + rest.len();
    let (tail, fragment) = tail.split_once('#').unwrap_or((tail, ""));
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let host = host.split(':').next().unwrap_or_default();
    let (score, why) = if let Some(why) = credentials(user) {
        (Score::CERTAIN, why)
    } else if let Some(why) = query
        .split(['&', ';'])
        .chain(fragment.split('&'))
        .find_map(parameter)
    {
        (Score::CERTAIN, why)
    } else if let Some(why) = place(host, path) {
        (Score::STRONG, why)
    } else if host.contains('.')
        && cx.cued(&range)
        && cx.gap_before(&range).is_some_and(|gap| gap <= ANNOUNCED)
    {
        (Score::ANNOUNCED, "announced as someone's own")
    } else {
        return None;
    };
    Some(Hit::new(range, score, why))
}

/// How many bytes of `rest` belong to the address; the punctuation of the sentence around it does not.
fn length(rest: &str) -> usize {
    let mut end = 0;
    let (mut round, mut square) = (0_i32, 0_i32);
    for (place, c) in rest.char_indices() {
        let outside = c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '<' | '>' | '`' | '|' | '\\' | '^');
        if outside || place > LONGEST {
            break;
        }
        match c {
            '(' => round += 1,
            ')' if round == 0 => break,
            ')' => round -= 1,
            '[' => square += 1,
            ']' if square == 0 => break,
            ']' => square -= 1,
            _ => {}
        }
        if !matches!(
            c,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '।' | '”' | '’' | '»'
        ) {
            end = place + c.len_utf8();
        }
    }
    end
}

/// `user:password` or a user's name; `git@` and the like are the service's own.
fn credentials(user: &str) -> Option<&'static str> {
    if user.is_empty() || placeholder(user) {
        return None;
    }
    match user.split_once(':') {
        Some((_, password)) if placeholder(password) => None,
        // As manuals write it.
        Some(("user" | "username" | "name", "pass" | "password" | "passwd" | "pwd" | "pw")) => None,
        Some((_, password)) if !password.is_empty() => Some("credentials in the authority"),
        _ if ["git", "hg", "svn", "anonymous", "user", "username", "ftp"].contains(&user) => None,
        _ => Some("user name in the authority"),
    }
}

/// Query keys whose values are personal data or secrets.
static KEYS: &[&str] = &[
    "email",
    "mail",
    "useremail",
    "emailaddress",
    "phone",
    "mobile",
    "msisdn",
    "phonenumber",
    "tel",
    "whatsapp",
    "firstname",
    "lastname",
    "fullname",
    "surname",
    "username",
    "userid",
    "customerid",
    "custid",
    "patientid",
    "memberid",
    "employeeid",
    "empid",
    "accountnumber",
    "accountno",
    "acct",
    "aadhaar",
    "aadhar",
    "pan",
    "dob",
    "birthdate",
    "ssn",
    "card",
    "cardnumber",
    "address",
    "upi",
    "vpa",
    "token",
    "accesstoken",
    "idtoken",
    "refreshtoken",
    "authtoken",
    "auth",
    "apikey",
    "appkey",
    "secret",
    "clientsecret",
    "password",
    "passwd",
    "pwd",
    "sig",
    "signature",
    "xamzsignature",
    "xamzcredential",
    "xgoogsignature",
    "session",
    "sessionid",
    "sid",
    "phpsessid",
    "jsessionid",
    "jwt",
    "otp",
    "resettoken",
    "resetkey",
    "invitecode",
    "invitetoken",
    "magiclink",
    "user",
    "uname",
    "login",
    "loginid",
    "voterid",
    "epic",
    "gstin",
    "abha",
    "abhaid",
    "passport",
    "passportno",
    "pnr",
    "uan",
    "oauthtoken",
    "oauthverifier",
    "authcode",
    "authorizationcode",
    "verificationcode",
    "samlresponse",
    "accesskey",
    "accesskeyid",
    "awsaccesskeyid",
    "xamzsecuritytoken",
    "xgoogcredential",
    "csrftoken",
    "xsrftoken",
    "webhooktoken",
    "sharetoken",
    "ssotoken",
    "sessiontoken",
    "sessionkey",
    "subscriptionkey",
    "clientkey",
];

/// Query keys whose values are secrets only where they look drawn at random.
static RANDOM_KEYS: &[&str] = &["code", "t", "k", "key", "ticket", "invite"];

/// Fewest characters of a value or segment that was drawn at random.
const RANDOM: usize = 16;

/// Whether `value` looks drawn at random: letters and digits in turn, no word and no number.
fn random(value: &str) -> bool {
    let bytes = value.as_bytes();
    let token = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'=' | b'%');
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).count();
    let upper = bytes.iter().filter(|b| b.is_ascii_uppercase()).count();
    let letters = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    let hex = bytes.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-');
    bytes.len() >= RANDOM
        && bytes.iter().all(token)
        && digits >= 2
        && letters >= 4
        && (upper >= 2 && upper < letters
            || hex && bytes.len() >= 32
            || digits >= 5 && !value.contains('-'))
}

fn parameter(pair: &str) -> Option<&'static str> {
    let (key, value) = pair.split_once('=')?;
    if value.len() < 3 || placeholder(value) {
        return None;
    }
    let at = value.find('@').or_else(|| value.find("%40"));
    if at.is_some_and(|at| at > 0 && value[at..].contains('.')) {
        return Some("address in the query");
    }
    let mut folded = [0_u8; 20];
    let mut length = 0;
    for byte in key.bytes().filter(u8::is_ascii_alphanumeric) {
        *folded.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    let folded = &folded[..length];
    let any = |keys: &[&str]| keys.iter().any(|known| known.as_bytes() == folded);
    if any(KEYS) {
        return Some("personal key in the query");
    }
    (any(RANDOM_KEYS) && random(value)).then_some("secret in the query")
}

/// Whether `value` stands for a value: `{id}`, `<token>`, `$USER`, `YOUR_KEY`, `...`, `%s`.
fn placeholder(value: &str) -> bool {
    let worded = || {
        let upper = Zeroizing::new(value.to_ascii_uppercase());
        ["YOUR", "XXX", "TOKEN_HERE", "PLACEHOLDER", "REDACTED"]
            .iter()
            .any(|word| upper.contains(word))
    };
    value.contains(['{', '}', '<', '>', '$', '*', '['])
        || value.contains("..")
        || value.starts_with('%') && !value.as_bytes().get(1).is_some_and(u8::is_ascii_hexdigit)
        || value.starts_with(':')
        || worded()
}

/// Path segments behind which a person's name or number follows.
static PEOPLE: &[&str] = &[
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
];

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
fn place(host: &str, path: &str) -> Option<&'static str> {
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
        if PEOPLE
            .iter()
            .any(|known| previous.eq_ignore_ascii_case(known))
            && person(segment)
        {
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
