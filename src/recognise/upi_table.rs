//! Handles of UPI ids: banks and third-party apps that NPCI lists, in lower case. Those that are common words elsewhere
//! are left to context.

/// Handles in order.
#[rustfmt::skip]
pub(super) static HANDLES: &[&str] = &[
    "abcdicici", "abfspay", "airtelpaymentsbank", "albk", "allahabadbank", "allbank", "amazonpay", "andb",
    "apb", "apl", "aubank", "aubankupi", "ausfb", "axfinity", "axis", "axisb",
    "axisbank", "axisgo", "axisupi", "axl", "ayaxis", "bajajpay", "bandhan", "barodampay",
    "barodapay", "bhartipay", "boi", "bpunity", "canarabank", "cbin", "cboi", "centralbank",
    "citi", "citibank", "citigold", "cmsidfc", "cnrb", "cosb", "credyes", "csbcash",
    "csbpay", "cub", "dbs", "dcb", "dcbbank", "denabank", "dhanlaxmi", "digibank",
    "dlb", "eazypay", "equitas", "equitasbank", "esaf", "ezeepay", "fam", "fbl",
    "fbpe", "federal", "fednet", "fifederal", "finobank", "fkaxis", "freecharge", "freoicici",
    "goaxb", "growwyes", "hdfc", "hdfcbank", "hdfcbankjd", "hsbc", "ibl", "icici",
    "icicibank", "icicipay", "idbi", "idbibank", "idfc", "idfcbank", "idfcfirst", "idfcfirstbank",
    "idfcnetc", "idfcpay", "ikwik", "imobile", "imobilepay", "indbank", "indianbank", "indianpay",
    "indus", "indusind", "inhdfc", "iob", "janabank", "jarunity", "jio", "jiopay",
    "jkb", "jsb", "jsbp", "jupiteraxis", "karb", "karurvysyabank", "kaypay", "kbl",
    "kbl052", "kmb", "kmbl", "kmblupi", "kotak", "kotak811", "kotakbank", "kphdfc",
    "kvb", "kvbank", "lvb", "lvbl", "mahb", "mairtel", "mboi", "mobikwik",
    "myaxis", "myicici", "naviaxis", "niyoicici", "nsdl", "nsdlpbma", "nyes", "obc",
    "okaxis", "okbizaxis", "okhdfcbank", "okicici", "oksbi", "oneyes", "paytm", "payzapp",
    "pingpay", "pnb", "pnbpay", "pockets", "postbank", "postpay", "psb", "ptaxis",
    "pthdfc", "pthdfcbank", "ptsbi", "ptyes", "ptys", "purz", "pz", "rajgovhdfcbank",
    "rapl", "rbl", "rblbank", "rmhdfcbank", "rmrbl", "s2b", "sbi", "sbibuddy",
    "sbin", "scb", "scbl", "scmobile", "shriramhdfcbank", "sib", "slcsbi", "sliceaxis",
    "sliceaxisbank", "spicepay", "srcb", "sulodaya", "superaxis", "supermoney", "superyes", "suryoday",
    "svcb", "syndbank", "tapicici", "tapicicibank", "tataneu", "tidesbi", "timecosmos", "tjsb",
    "tmb", "tnaxis", "tnupi", "tranzapp", "ubi", "uboi", "uco", "ucobank",
    "unionbank", "unionbankofindia", "upi", "utbi", "utib", "utkarshbank", "vijayabank", "vijb",
    "vjb", "waaxis", "wahdfcbank", "waicici", "wasbi", "yapl", "ybl", "yblupi",
    "yesbank", "yesbankltd", "yescred", "yescurie", "yesfam", "yesg", "yesgpay", "yesmp",
    "yespay", "yespop", "yespz", "yestp", "zoicici", "zoisl",
];

#[cfg(test)]
mod tests {
    #[test]
    fn handles_stand_in_order() {
        assert!(super::HANDLES.is_sorted());
    }
}
