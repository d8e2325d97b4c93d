//! Which parameters of an address hold personal data or a secret.

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
pub(super) fn random(value: &str) -> bool {
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

pub(super) fn parameter(pair: &str) -> Option<&'static str> {
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
pub(super) fn placeholder(value: &str) -> bool {
    let bytes = value.as_bytes();
    let begins = |at: usize, word: &str| {
        let head = bytes[at..].get(..word.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
    };
    let worded = |at: usize| {
        matches!(bytes[at] | 0x20, b'y' | b'x' | b't' | b'p' | b'r')
            && WORDED.iter().any(|word| begins(at, word))
    };
    let marked = |at: usize| {
        matches!(bytes[at], b'{' | b'}' | b'<' | b'>' | b'$' | b'*' | b'[')
            || bytes[at..].starts_with(b"..")
    };
    let led = match bytes {
        [b':', ..] => true,
        [b'%', rest @ ..] => !rest.first().is_some_and(u8::is_ascii_hexdigit),
        _ => false,
    };
    led || (0..bytes.len()).any(|at| marked(at) || worded(at))
}

/// Words that stand for a value.
static WORDED: [&str; 5] = ["your", "xxx", "token_here", "placeholder", "redacted"];
