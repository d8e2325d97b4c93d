//! What is sent: a command, packed as it is built.
//!
//! The driver's own command keeps what it is given, and packs it when it is sent; a prompt's records are a few dozen
//! arguments, and that is most of what a call costs on this side.

use redis::{ConnectionLike, ErrorKind, FromRedisValue, RedisResult, Script, ServerErrorKind};

use super::pool::Lane;

/// A command in Redis's protocol (RESP2: an array of strings, each with its length before it).
pub(super) struct Request {
    packed: Vec<u8>,
    /// Arguments that are still to come.
    left: usize,
    script: Option<&'static Script>,
}

impl Request {
    /// A command and how many arguments follow it, with room for that many bytes of them.
    pub(super) fn new(command: &str, arguments: usize, bytes: usize) -> Request {
        let mut request = Request {
            packed: Vec::with_capacity(64 + 12 * arguments + bytes),
            left: 1 + arguments,
            script: None,
        };
        request.length(b'*', 1 + arguments);
        request.arg(command.as_bytes());
        request
    }

    /// A call of `script` on the hash `key`, and how many arguments follow.
    pub(super) fn script(
        script: &'static Script,
        key: &[u8],
        arguments: usize,
        bytes: usize,
    ) -> Request {
        let mut request = Request::new("EVALSHA", 3 + arguments, 128 + bytes);
        request.script = Some(script);
        request.arg(script.get_hash().as_bytes()).arg(b"1").arg(key);
        request
    }

    pub(super) fn arg(&mut self, argument: &[u8]) -> &mut Request {
        self.joined(argument, &[])
    }

    /// One argument of two parts.
    pub(super) fn joined(&mut self, one: &[u8], two: &[u8]) -> &mut Request {
        self.left = self.left.saturating_sub(1);
        self.length(b'$', one.len() + two.len());
        self.packed.extend_from_slice(one);
        self.packed.extend_from_slice(two);
        self.packed.extend_from_slice(b"\r\n");
        self
    }

    pub(super) fn number(&mut self, number: u64) -> &mut Request {
        self.arg(number.to_string().as_bytes())
    }

    fn length(&mut self, kind: u8, length: usize) {
        let mut digits = [0; 20];
        let mut from = digits.len();
        let mut rest = length;
        loop {
            from -= 1;
            digits[from] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.packed.push(kind);
        self.packed.extend_from_slice(&digits[from..]);
        self.packed.extend_from_slice(b"\r\n");
    }

    /// One round trip; three for a script that the server does not know yet.
    pub(super) fn run<T: FromRedisValue>(&self, lane: &mut Lane<'_>) -> RedisResult<T> {
        debug_assert_eq!(self.left, 0, "as many arguments as were announced");
        let answer = match (lane.send(&self.packed), self.script) {
            (Err(error), Some(script))
                if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) =>
            {
                script.load(lane.connection())?;
                lane.send(&self.packed)?
            }
            (answer, _) => answer?,
        };
        Ok(T::from_redis_value(answer)?)
    }
}

impl Lane<'_> {
    fn send(&mut self, packed: &[u8]) -> RedisResult<redis::Value> {
        self.announce()?;
        self.connection()
            .req_packed_command(packed)
            .and_then(redis::Value::extract_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_packed_as_the_driver_packs_it() {
        let long = vec![b'x'; 12_345];
        let mut ours = Request::new("HMGET", 4, 0);
        ours.arg(b"key").joined(b"a", b"\r\n").arg(&long).number(0);
        let mut theirs = redis::cmd("HMGET");
        theirs.arg("key").arg("a\r\n").arg(&long).arg(0);
        assert_eq!(ours.packed, theirs.get_packed_command());
        assert_eq!(ours.left, 0);
    }
}
