//! What stands where a secret would: variables, samples, fields to be filled in.

use super::shape::contains_folded;

/// Whole values, in lower case, that are nobody's secret.
static STANDS_FOR: &[&str] = &[
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "apikey",
    "api_key",
    "api-key",
    "string",
    "text",
    "none",
    "null",
    "nil",
    "true",
    "false",
    "undefined",
    "required",
    "optional",
    "hidden",
    "empty",
    "default",
    "value",
    "test",
    "example",
    "sample",
    "dummy",
    "changeme",
    "change_me",
    "change-me",
    "changeit",
    "todo",
    "tbd",
    "redacted",
    "removed",
    "masked",
    "unset",
    "n/a",
    "xxx",
    "foo",
    "bar",
    "baz",
    "foobar",
    "user",
    "username",
    "bearer",
    "basic",
    "yes",
    "no",
    "on",
    "off",
    "enabled",
    "disabled",
    "auto",
    "self",
    "this",
    "object",
    "number",
    "boolean",
    "bytes",
    "str",
    "int",
    "any",
    "unknown",
    "pa55word",
    "input",
    "function",
    "async",
    "new",
    "my_password",
    "mypassword",
    "mysecret",
    "my_secret",
    "mytoken",
    "yourpassword",
    "somepassword",
    "reset",
    "incorrect",
    "invalid",
    "wrong",
    "missing",
    "forgot",
    "expired",
    "changed",
    "updated",
    "encrypted",
    "hashed",
];

/// Parts of a value, in lower case, that mark it as a sample or a variable.
static PARTS: &[&str] = &[
    "your",
    "change_me",
    "changeme",
    "change-me",
    "placeholder",
    "replace_",
    "replace-",
    "insert_",
    "insert-",
    "xxxx",
    "****",
    "....",
    "<",
    "${",
    "{{",
    "$(",
    "%(",
    "#{",
    "process.env",
    "os.environ",
    "getenv",
    "env::",
    "env(",
    "env.",
    "secrets.",
    "vault:",
    "redacted",
    "_here",
    "-here",
    "dummy",
    "[token",
    "[secret",
    "[password",
    "…",
    "••",
    "enter_",
    "enter-",
    "goes-here",
    "todo",
];

/// Whether `value` stands for a secret and is none.
pub(super) fn placeholder(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let Some(&first) = value.first() else {
        return true;
    };
    // `$VAR` and `$var`, but not `$tr0ng!`; `%VAR%`; `{var}`; `[REDACTED]`; `(none)`; `:name`; `@var`.
    let last = value.last().copied().unwrap_or(0);
    let name = |bytes: &[u8]| {
        bytes.iter().all(|b| b.is_ascii_alphabetic() || *b == b'_')
            || bytes
                .iter()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
    };
    let enclosed = matches!(
        (first, last),
        (b'{', b'}') | (b'[', b']') | (b'(', b')') | (b'%', b'%') | (b'<', b'>')
    );
    if enclosed && value.len() > 1 || matches!(first, b'$' | b':') && name(&value[1..]) {
        return true;
    }
    if value.iter().all(|b| *b == first) {
        return true;
    }
    STANDS_FOR.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
        || PARTS.iter().any(|part| contains_folded(value, part))
        // Published sample keys of an issuer's exact length hold the word too, and are found like any other.
        || value.len() < 20 && contains_folded(value, "example")
}
