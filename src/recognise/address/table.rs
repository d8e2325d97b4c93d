//! Words of postal addresses, in lower case: what numbers a house, what ends a street's name, where an address ends.

use crate::recognise::among::Listed;

/// What stands before the number of a dwelling.
#[rustfmt::skip]
pub(super) static UNITS: Listed = Listed::of(&[
    "flat", "house", "hno", "plot", "door", "dno", "shop", "apt", "apartment", "room", "quarter", "quarters", "qtr",
    "bungalow", "villa", "suite", "ste", "khasra", "khata", "survey", "sy", "cts", "gat", "cabin", "godown", "kothi", "premises", "studio", "rm", "s.no", "sy.no", "h.no", "d.no", "gala", "office", "makan", "makaan", "ghar", "मकान", "फ्लैट", "प्लॉट", "घर",
]);

/// What stands before the number of a part of a town or a building.
#[rustfmt::skip]
pub(super) static AREAS: Listed = Listed::of(&[
    "sector", "sec", "phase", "block", "ward", "tower", "wing", "floor", "pocket", "stage", "gate", "gali", "galli", "lane",
    "cross", "main", "unit", "building", "bldg", "box", "सेक्टर", "वार्ड", "ब्लॉक", "गली",
]);

/// Last words of the names of streets and quarters that hardly mean anything else.
#[rustfmt::skip]
pub(super) static STREETS: Listed = Listed::of(&[
    "road", "rd", "street", "avenue", "ave", "lane", "ln", "boulevard", "blvd", "marg", "nagar", "colony", "layout", "enclave",
    "vihar", "chowk", "salai", "theru", "veedhi", "mohalla", "galli", "gali", "extension", "extn", "society", "apartments",
    "residency", "path", "peth", "rasta", "sarani", "broadway", "queensway", "kingsway", "turnpike", "causeway", "bypass", "gatan",
    "lines", "straße", "strasse", "str", "रोड", "मार्ग", "नगर", "कॉलोनी", "गली",
    "मोहल्ला", "चौक", "विहार", "सड़क",
]);

/// Those that also mean something else, and names of buildings and landmarks.
#[rustfmt::skip]
pub(super) static PLACES: Listed = Listed::of(&[
    "st", "drive", "dr", "court", "ct", "way", "place", "pl", "terrace", "close", "square", "sq", "crescent", "circle", "park",
    "gardens", "garden", "heights", "towers", "tower", "complex", "chambers", "building", "bldg", "plaza", "house", "cross",
    "main", "floor", "highway", "hwy", "parkway", "pkwy", "row", "mews", "hill", "quay", "estate", "bagh", "ganj", "bazaar", "bazar",
    "mandir", "temple", "near", "nr", "opp", "opposite", "behind", "beside", "adjacent", "stage", "phase", "sector", "block",
    "bhavan", "bhawan", "kunj", "puram", "green", "walk", "wharf", "vale", "view", "gate", "grove", "crossing", "trail", "loop",
    "alley", "route", "opp.", "nr.", "landmark", "market", "mall", "villas", "villa", "cottage", "lodge", "rectory", "manor",
    "mansion", "niwas", "nivas", "sadan", "niketan", "kutir", "nilaya", "nilayam", "nilay", "homes", "residences", "residence",
    "apartment", "apts", "chs", "woods", "greens", "acres", "tech", "arcade", "enclaves", "bungalow", "gram", "p.o", "p.s", "p.o.", "p.s.", "meadows", "farmhouse", "farms", "halli", "pally", "pet", "wadi", "chawl", "tehsil", "taluka", "taluk", "dist",
    "district", "village", "vill", "post", "po", "ps", "mandal", "thana", "के", "पास", "जिला", "ज़िला", "तहसील", "ग्राम",
]);

/// Last words of the names of streets, as the United States Postal Service lists them (publication 28, appendix C1): most
/// mean something else, so that one counts as a number's last word only.
#[rustfmt::skip]
pub(super) static SUFFIXES: Listed = Listed::of(&[
    "annex", "bayou", "beach", "bend", "bluff", "bluffs", "bottom", "branch", "bridge", "brook", "brooks", "burg", "burgs", "camp",
    "canyon", "cape", "center", "centers", "circles", "cliff", "cliffs", "club", "common", "commons", "corner", "corners", "course",
    "courts", "cove", "coves", "creek", "crest", "crossroad", "crossroads", "curve", "dale", "dam", "divide", "drives", "estates",
    "expressway", "extensions", "fall", "falls", "ferry", "field", "fields", "flat", "flats", "ford", "fords", "forest", "forge",
    "forges", "fork", "forks", "fort", "freeway", "gateway", "glen", "glens", "groves", "harbor", "harbors", "haven", "hills", "hollow",
    "inlet", "islands", "isle", "junction", "junctions", "key", "keys", "knoll", "knolls", "lake", "lakes", "land", "landing", "light",
    "lights", "loaf", "lock", "locks", "manors", "meadow", "mill", "mills", "mission", "motorway", "mount", "mountain", "mountains",
    "neck", "orchard", "oval", "overpass", "parks", "parkways", "pass", "passage", "pike", "pine", "pines", "plain", "plains", "plazas",
    "point", "points", "port", "ports", "prairie", "radial", "ramp", "ranch", "rapid", "rapids", "rest", "ridge", "ridges", "river",
    "roads", "run", "shoal", "shoals", "shore", "shores", "skyway", "spring", "springs", "spur", "spurs", "squares", "station",
    "stravenue", "stream", "streets", "summit", "throughway", "trace", "track", "trafficway", "tunnel", "underpass", "union", "unions",
    "valley", "valleys", "viaduct", "views", "ville", "vista", "walks", "wall", "ways", "well", "wells",
]);

/// First words of street names where the kind of street comes first.
pub(super) static STREETS_FIRST: Listed = Listed::of(&[
    "rue",
    "calle",
    "boulevard",
    "avenue",
    "place",
    "allée",
    "chemin",
    "quai",
    "via",
    "avenida",
    "rua",
    "piazza",
    "viale",
    "corso",
    "plaza",
    "paseo",
    "ulica",
    "cours",
    "impasse",
    "route",
    "largo",
    "travessa",
    "carrer",
    "ul",
    "pasaje",
    "rambla",
    "glorieta",
    "callejón",
    "alameda",
    "carretera",
    "camino",
    "piazzale",
    "vicolo",
    "strada",
    "lungomare",
    "contrada",
    "borgo",
    "rotonda",
    "ronda",
    "urbanización",
    "loteamento",
    "condomínio",
    "praça",
    "estrada",
    "rodovia",
    "ladeira",
]);

/// Ends of street names that are one word, as in German, Dutch and Swedish.
#[rustfmt::skip]
pub(super) static STREET_ENDS: &[&str] = &[
    "straße", "strasse", "str", "weg", "platz", "allee", "gasse", "straat", "laan", "gracht", "plein", "kade", "dijk", "steeg",
    "singel", "dreef", "baan", "gatan", "vägen", "gade",
];

/// Countries as the last part of an address, behind its postal code.
#[rustfmt::skip]
pub(super) static COUNTRIES: &[&str] = &[
    "usa", "us", "u.s.a", "u.s", "united states", "united states of america", "uk", "u.k", "united kingdom", "england", "scotland", "wales",
    "great britain", "northern ireland", "ireland", "canada", "australia", "germany", "deutschland", "france", "italy", "italia", "spain", "españa",
    "netherlands", "the netherlands", "switzerland", "singapore", "new zealand",
];

/// Names of countries, and of cities of the world by their last word.
#[rustfmt::skip]
pub(super) static KNOWN: Listed = Listed::of(&[
    "india", "bharat", "usa", "us", "america", "uk", "kingdom", "england", "scotland", "wales", "ireland", "canada", "australia",
    "zealand", "germany", "france", "spain", "italy", "netherlands", "singapore", "malaysia", "uae", "emirates", "dubai", "japan",
    "nepal", "bangladesh", "lanka", "deutschland", "london", "manchester", "birmingham", "leeds", "edinburgh", "glasgow", "bristol",
    "liverpool", "cambridge", "oxford", "york", "angeles", "francisco", "chicago", "houston", "boston", "seattle", "austin", "dallas",
    "denver", "springfield", "portland", "atlanta", "miami", "phoenix", "philadelphia", "diego", "jose", "toronto", "vancouver",
    "montreal", "ottawa", "sydney", "melbourne", "brisbane", "perth", "auckland", "berlin", "münchen", "munich", "hamburg",
    "frankfurt", "köln", "paris", "lyon", "marseille", "madrid", "barcelona", "roma", "rome", "milano", "milan", "amsterdam",
    "rotterdam", "haag", "hague", "utrecht", "stockholm", "göteborg", "oslo", "copenhagen", "københavn", "helsinki", "warsaw", "warszawa",
    "praha", "prague", "budapest", "athens", "istanbul", "moscow", "paulo", "janeiro", "mexico", "aires", "santiago", "bogotá", "lima",
    "napoli", "torino", "firenze", "bologna", "sevilla", "valencia", "porto", "geneva", "genève", "basel", "bern", "stuttgart", "dresden",
    "leipzig", "düsseldorf", "bonn", "nice", "toulouse", "bordeaux", "lille", "nantes", "cardiff", "belfast", "brighton", "nottingham",
    "sheffield", "newcastle", "coventry", "leicester", "southampton", "portsmouth", "reading", "york", "bath", "exeter", "norwich",
    "aberdeen", "dundee", "inverness", "swansea", "plymouth", "wolverhampton", "derby", "hull", "canberra", "adelaide", "hobart",
    "wellington", "christchurch", "calgary", "edmonton", "winnipeg", "quebec", "halifax", "ontario", "alberta", "jersey", "carolina",
    "dakota", "hampshire", "island", "pennsylvania", "arizona", "nevada", "utah", "indiana", "iowa", "kansas", "kentucky", "louisiana",
    "maine", "maryland", "minnesota", "mississippi", "missouri", "montana", "nebraska", "oklahoma", "tennessee", "vermont", "wisconsin",
    "wyoming", "alabama", "alaska", "arkansas", "connecticut", "delaware", "hawaii", "idaho", "columbus", "raleigh", "baltimore",
    "detroit", "minneapolis", "cleveland", "orlando", "tampa", "nashville", "memphis", "charlotte", "sacramento", "oakland", "honolulu",
    "albuquerque", "tucson", "omaha", "louisville", "milwaukee", "pittsburgh", "cincinnati", "orleans", "vegas", "antonio", "worth",
    "newark", "buffalo", "rochester", "richmond", "norfolk", "madison", "boise", "anchorage", "topeka", "wichita", "vienna", "wien", "zürich", "zurich", "dublin", "brussels", "lisboa", "lisbon", "tokyo", "california", "texas",
    "florida", "illinois", "ohio", "washington", "virginia", "massachusetts", "georgia", "michigan", "oregon", "colorado",
    "मुंबई", "दिल्ली", "पुणे", "लखनऊ", "जयपुर", "भोपाल", "पटना", "कानपुर", "इंदौर", "नागपुर", "वाराणसी", "भारत",
]);

/// The United States Postal Service's letters of states and territories: for each first one, a bit for each second.
pub(super) static US_STATES: [u32; 26] = {
    let all = b"AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK \
        OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR GU VI";
    let (mut states, mut at) = ([0; 26], 0);
    while at < all.len() {
        states[(all[at] - b'A') as usize] |= 1 << (all[at + 1] - b'A');
        at += 3;
    }
    states
};

/// The states of Australia, which a postcode of four digits follows.
pub(super) static AU_STATES: &[&str] = &["NSW", "VIC", "QLD", "WA", "SA", "TAS", "ACT", "NT"];

/// The provinces and territories of Canada, which a postcode follows (Canada Post).
pub(super) static CA_PROVINCES: &[&str] = &[
    "AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT",
];

/// Words that no address holds: where it ends.
#[rustfmt::skip]
pub(super) static NOT_PLACES: Listed = Listed::of(&[
    "please", "thanks", "thank", "regards", "phone", "ph", "mobile", "mob", "tel", "telephone", "email", "e-mail", "mail", "contact",
    "call", "date", "dob", "name", "pan", "aadhaar", "gstin", "fax", "whatsapp", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "my", "i", "he", "she", "we", "they", "it", "mr", "mrs", "ms", "dr.", "shri", "smt", "order", "invoice", "pin",
    "pincode", "zip", "postcode", "address", "addr", "is", "was", "are", "hai", "and", "aur", "but", "with", "who", "that", "for", "from",
    "since", "until", "before", "after", "today", "tomorrow", "tonight", "asap", "pls", "plz", "kindly", "between", "will", "has", "have", "deliver", "delivered", "ship", "send", "live", "lives", "lived", "living", "reside",
    "resides", "residing", "stay", "stays", "staying", "located", "me", "mein", "rehta", "rehti", "पता", "है", "मेरा", "में", "account", "a/c",
    "r/o", "s/o", "d/o", "w/o", "upi", "ifsc", "passport", "status", "bank", "customer", "user", "total", "amount", "kyc",
]);

/// Labels of addresses, by their last word.
#[rustfmt::skip]
pub(super) static LABELS: &[&str] = &[
    "address", "addr", "ship to", "deliver to", "bill to", "home", "residence", "street", "office", "pata", "pickup", "thikana", "premises", "adresse", "anschrift", "indirizzo", "पता", "पत्ता", "ঠিকানা", "முகவரி", "చిరునామా", "ವಿಳಾಸ", "വിലാസം", "સરનામું", "ਪਤਾ", "ଠିକଣା", "پتہ", "dirección", "endereço",
];

/// What makes another kind of address of a key that ends in `address`.
#[rustfmt::skip]
pub(super) static OTHER_ADDRESSES: &[&str] = &[
    "ip", "ipv4", "ipv6", "mac", "email", "mail", "wallet", "abha", "phr", "upi", "vpa", "btc", "eth", "bitcoin", "ethereum",
    "contract", "memory", "base", "host", "server", "remote", "bind", "listen", "web", "url", "virtual", "hardware", "peer", "client",
    "source", "src", "dst", "dest", "network", "broadcast", "socket", "payment", "to", "from", "load", "start", "return", "local",
];

/// Words of sentences around an address that is written in lower case throughout.
#[rustfmt::skip]
pub(super) static PROSE: Listed = Listed::of(&[
    "at", "on", "in", "by", "to", "as", "when", "because", "if", "so", "then", "now", "can", "could", "would", "may", "must", "not", "mera",
    "meri", "mere", "hamara", "apna", "iska", "uska", "pe", "par", "ye", "yeh", "wo", "woh", "se", "tak", "bhai", "sir", "madam", "hi",
    "hello", "our", "his", "her", "their", "your", "new", "old", "this", "thanks", "thx", "only", "also", "there", "here", "where", "which",
    "do", "did", "does", "be", "been", "being", "would", "should", "near", "last", "seen", "flatmate", "until", "till", "or", "a", "an",
]);

/// Words for the villages and districts that a rural address is made of.
#[rustfmt::skip]
pub(super) static RURAL: Listed = Listed::of(&[
    "at/post", "at/po", "a/p", "vpo", "village/post", "village", "vill", "gram", "tehsil", "taluka", "taluk", "tal", "mandal", "district", "dist", "distt", "po", "p.o", "ps", "p.s", "thana",
    "ग्राम", "तहसील", "जिला", "ज़िला",
]);
