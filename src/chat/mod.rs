//! Chat payloads: requests are redacted and responses restored in place, byte for byte elsewhere.

pub(crate) mod json;
