//! The primitives against published vectors: RFC 4231, RFC 5869, and Project Wycheproof; and parda's own tokens
//! against an independent derivation.

use aes_gcm_siv::aead::{AeadInOut, KeyInit, inout::InOutBuf};
use aes_gcm_siv::{Aes256GcmSiv, Nonce, Tag};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use parda::{Engine, Key, MemoryVault};
use sha2::Sha256;
use wycheproof::{TestResult, aead, hkdf as hkdf_vectors, mac};

fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn unhex(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex"))
        .collect()
}

/// RFC 4231, section 4: key, data, and the tag, which case 5 truncates to 128 bits.
#[test]
fn hmac_sha256_rfc_4231() {
    let cases: [(Vec<u8>, &[u8], &str); 7] = [
        (
            vec![0x0b; 20],
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe".to_vec(),
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            vec![0xaa; 20],
            &[0xdd; 50],
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        ),
        (
            (1..=25).collect(),
            &[0xcd; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            vec![0x0c; 20],
            b"Test With Truncation",
            "a3b6167473100ee06e0c796c2955552b",
        ),
        (
            vec![0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            vec![0xaa; 131],
            b"This is a test using a larger than block-size key and a larger than block-size data. The \
              key needs to be hashed before being used by the HMAC algorithm.",
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ];
    for (at, (key, message, tag)) in cases.into_iter().enumerate() {
        let tag = unhex(tag);
        assert_eq!(&hmac(&key, message)[..tag.len()], tag, "case {}", at + 1);
    }
}

/// RFC 5869, appendices A.1 to A.3: input keying material, salt, info, pseudorandom key, output.
#[test]
fn hkdf_sha256_rfc_5869() {
    let row = |from: u8, to: u8| (from..=to).collect::<Vec<u8>>();
    let cases = [
        (
            vec![0x0b; 22],
            row(0x00, 0x0c),
            row(0xf0, 0xf9),
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            row(0x00, 0x4f),
            row(0x60, 0xaf),
            row(0xb0, 0xff),
            "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c6\
             5e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
        ),
        (
            vec![0x0b; 22],
            Vec::new(),
            Vec::new(),
            "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ];
    for (at, (ikm, salt, info, prk, okm)) in cases.into_iter().enumerate() {
        let (extracted, hkdf) = Hkdf::<Sha256>::extract(Some(&salt), &ikm);
        assert_eq!(extracted.as_slice(), unhex(prk), "A.{}", at + 1);
        let mut out = vec![0; okm.len() / 2];
        hkdf.expand(&info, &mut out).expect("short");
        assert_eq!(out, unhex(okm), "A.{}", at + 1);
    }
}

#[test]
fn hmac_sha256_wycheproof() {
    let set = mac::TestSet::load(mac::TestName::HmacSha256).expect("vectors");
    let mut seen = 0;
    for group in &set.test_groups {
        for test in &group.tests {
            let tag = &hmac(&test.key, &test.msg)[..group.tag_size / 8];
            let valid = test.result != TestResult::Invalid;
            assert_eq!(tag == &test.tag[..], valid, "test {}", test.tc_id);
            seen += 1;
        }
    }
    assert!(seen >= 174, "{seen} tests");
}

#[test]
fn hkdf_sha256_wycheproof() {
    let set = hkdf_vectors::TestSet::load(hkdf_vectors::TestName::HkdfSha256).expect("vectors");
    let mut seen = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut okm = vec![0; test.size];
        let made = Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut okm);
        let valid = test.result != TestResult::Invalid;
        assert_eq!(
            made.is_ok() && okm == test.okm[..],
            valid,
            "test {}",
            test.tc_id
        );
        seen += 1;
    }
    assert!(seen >= 86, "{seen} tests");
}

#[test]
fn aes_256_gcm_siv_wycheproof() {
    let set = aead::TestSet::load(aead::TestName::AesGcmSiv).expect("vectors");
    let mut seen = 0;
    for group in set.test_groups.iter().filter(|group| group.key_size == 256) {
        for test in &group.tests {
            let cipher = Aes256GcmSiv::new_from_slice(&test.key).expect("32 bytes");
            let (Ok(nonce), Ok(tag)) = (
                Nonce::try_from(&test.nonce[..]),
                Tag::try_from(&test.tag[..]),
            ) else {
                assert_eq!(test.result, TestResult::Invalid);
                continue;
            };
            let mut text = test.ct.to_vec();
            let opened =
                cipher.decrypt_inout_detached(&nonce, &test.aad, InOutBuf::from(&mut *text), &tag);
            let valid = test.result != TestResult::Invalid;
            assert_eq!(opened.is_ok(), valid, "test {}", test.tc_id);
            if valid {
                assert_eq!(text, test.pt[..], "test {}", test.tc_id);
                let mut sealed = test.pt.to_vec();
                let made = cipher
                    .encrypt_inout_detached(&nonce, &test.aad, InOutBuf::from(&mut *sealed))
                    .expect("sealed");
                assert_eq!((sealed.as_slice(), &made[..]), (&test.ct[..], &tag[..]));
            }
            seen += 1;
        }
    }
    assert!(seen >= 90, "{seen} tests");
}

/// The derivation as the documentation words it, written without the library.
fn derive(root: &[u8], tenant: &str, scope: &str, entity: &str, canonical: &str) -> String {
    let field = |bytes: &[u8]| [&(bytes.len() as u32).to_be_bytes()[..], bytes].concat();
    let info = [
        field(b"parda/1/token"),
        field(tenant.as_bytes()),
        field(scope.as_bytes()),
    ]
    .concat();
    let prk = hmac(&[0; 32], root);
    let key = hmac(&prk, &[&info[..], &[1]].concat());
    let message = [
        field(b"parda/1/id"),
        field(entity.as_bytes()),
        field(canonical.as_bytes()),
        field(&0_u32.to_be_bytes()),
    ]
    .concat();
    let tag = hmac(&key, &message);
    let mut number = u128::from_be_bytes(tag[..16].try_into().expect("16 bytes"));
    let mut id = String::new();
    let mut sum = 0;
    for weight in [1, 3, 7, 11, 17, 5, 23, 9] {
        let letter = (number % 26) as u32;
        number /= 26;
        sum += letter * weight;
        id.push(char::from(b'a' + letter as u8));
    }
    id.push(char::from(b'a' + (sum % 26) as u8));
    id
}

#[test]
fn tokens_are_those_of_the_published_vectors_and_of_the_rule() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("data/tokens.json")).expect("JSON");
    let text = |value: &serde_json::Value, name: &str| -> String {
        value[name].as_str().expect("a string").to_owned()
    };
    let tokens = vectors["tokens"].as_array().expect("a list");
    assert!(tokens.len() >= 20);
    for vector in tokens {
        let root = unhex(&text(&vectors, "key"));
        let (tenant, scope) = (text(vector, "tenant"), text(vector, "scope"));
        let (entity, canonical) = (text(vector, "entity"), text(vector, "canonical"));
        let expected = text(vector, "token");
        let id = derive(&root, &tenant, &scope, &entity, &canonical);
        assert!(expected.ends_with(&format!("_{id}")), "{vector}: {id}");
        let engine = Engine::builder()
            .key(Key::parse(&text(&vectors, "key")).expect("a key"))
            .vault(MemoryVault::new())
            .tenant(&tenant)
            .build()
            .expect("an engine");
        let session = engine.session(&scope).expect("a session");
        let redacted = session.redact(&canonical).expect("redacted");
        assert_eq!(redacted.text(), expected, "{vector}");
    }
}
