//! One paragraph of a customer's papers: fourteen identifiers, and three numbers that are nobody's.

use parda::Scanner;

const PARAGRAPH: &str = "KYC of the applicant: Aadhaar 5398 2174 6502, PAN ABCPK1234L, GSTIN 27AAPFU0939F1ZV, voter id \
    XYZ1234567, passport J8369854, DL MH12 20110012345, vehicle MH 12 AB 1234, bank account 50100123456789 with IFSC \
    HDFC0001234, UPI ravi.kumar@okaxis, mobile +91 98765 43210, email ravi.kumar@example.com, UAN 100123456789, card \
    4111 1111 1111 1111. Order id 403-1234567-7654321, tracking id 123456789012, invoice number INV-2024-001234.";

const EXPECTED: &[(&str, &str)] = &[
    ("AADHAAR", "5398 2174 6502"),
    ("PAN", "ABCPK1234L"),
    ("GSTIN", "27AAPFU0939F1ZV"),
    ("EPIC", "XYZ1234567"),
    ("PASSPORT_IN", "J8369854"),
    ("DRIVING_LICENCE_IN", "MH12 20110012345"),
    ("VEHICLE_IN", "MH 12 AB 1234"),
    ("BANK_ACCOUNT", "50100123456789"),
    ("IFSC", "HDFC0001234"),
    ("UPI", "ravi.kumar@okaxis"),
    ("PHONE", "+91 98765 43210"),
    ("EMAIL", "ravi.kumar@example.com"),
    ("UAN", "100123456789"),
    ("CARD", "4111 1111 1111 1111"),
];

#[test]
fn fourteen_right_and_none_wrong() {
    let found: Vec<_> = Scanner::new()
        .scan(PARAGRAPH)
        .iter()
        .map(|finding| (finding.entity().label(), finding.expose()))
        .collect();
    assert_eq!(found, EXPECTED);
}
