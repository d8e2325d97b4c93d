//! Words that speak for or against a name beside them.

/// Titles before a name, in lower case, without a dot.
static TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "mx",
    "messrs",
    "thiru",
    "tmt",
    "selvi",
    "dr",
    "prof",
    "professor",
    "smt",
    "shrimati",
    "adv",
    "advocate",
    "justice",
    "honble",
    "honourable",
    "hon'ble",
    "janab",
    "dame",
    "capt",
    "maj",
    "sgt",
    "maulana",
    "sardarni",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "mme",
    "mlle",
    "señor",
    "señora",
    "signor",
    "doña",
    "श्री",
    "श्रीमती",
    "सुश्री",
    "कुमारी",
    "डॉ",
    "डॉक्टर",
    "प्रो",
    "पंडित",
    "திரு",
    "திருமதி",
    "శ్రీ",
    "శ్రీమతి",
    "শ্রী",
    "শ্রীমতী",
    "ಶ್ರೀ",
    "ಶ್ರೀಮತಿ",
    "શ્રી",
    "શ્રીમતી",
];

/// Titles that more than people bear, or that are names too: `Lord`, `General`, `Don`.
static LOOSE: &[&str] = &[
    "miss", "km", "kum", "sir", "lord", "lady", "captain", "major", "col", "gen", "general", "lt", "rev", "fr",
    "sister", "pt", "md", "er", "ca", "baba", "don", "hon", "ustad", "swami", "sardar", "colonel", "kumari",
    "father", "brother", "uncle", "aunt", "auntie", "king", "queen", "prince", "princess", "president",
    "senator", "inspector", "officer", "constable", "judge", "shri", "sri", "shree", "pandit", "coach",
];

/// Particles inside a name, in lower case.
static PARTICLES: &[&str] = &[
    "de", "da", "del", "della", "di", "van", "von", "der", "den", "bin", "binti", "ibn", "al",
    "el", "la", "le", "dos", "du", "ul", "ur",
];

/// How surely a name follows the word with this hash: 0 not, 1 likely, 2 surely.
#[inline]
pub fn title(hash: u64) -> u8 {
    find(&TITLE_TABLE, hash)
}

/// Whether the word with this hash may stand in lower case inside a name.
#[inline]
pub fn is_particle(hash: u64) -> bool {
    find(&PARTICLE_TABLE, hash) > 0
}

/// Whether a word ends the name of something else: `Tata Motors`, `Gandhi Nagar`, `Ford Foundation`.
#[inline]
pub fn is_not_people(hash: u64) -> bool {
    beside(hash) == NOT_PEOPLE
}

/// What the word with this hash does beside a name: zero for most.
#[inline]
pub fn beside(hash: u64) -> u8 {
    find(&BESIDE_TABLE, hash)
}

static TITLE_TABLE: [u32; 512] = table(&[(1, LOOSE), (2, TITLES)]);
static PARTICLE_TABLE: [u32; 64] = table(&[(1, PARTICLES)]);
static BESIDE_TABLE: [u32; 4096] = table(BESIDE);

/// The words by their hash: 24 bits of it above the kind; zero where empty. The first kind of a word stays.
const fn table<const SLOTS: usize>(lists: &[(u8, &[&str])]) -> [u32; SLOTS] {
    let mut table = [0; SLOTS];
    let mut n = 0;
    while n < lists.len() {
        let (kind, words) = lists[n];
        let mut m = 0;
        while m < words.len() {
            let hash = super::table::hash(words[m].as_bytes());
            let entry = (hash as u32) << 8 | kind as u32;
            let mut slot = (hash >> 32) as usize % SLOTS;
            while table[slot] != 0 && table[slot] >> 8 != entry >> 8 {
                slot = (slot + 1) % SLOTS;
            }
            if table[slot] == 0 {
                table[slot] = entry;
            }
            m += 1;
        }
        n += 1;
    }
    table
}

#[inline]
fn find<const SLOTS: usize>(table: &[u32; SLOTS], hash: u64) -> u8 {
    let mut slot = (hash >> 32) as usize % SLOTS;
    for _ in 0..SLOTS {
        let entry = table[slot];
        if entry == 0 {
            break;
        }
        if entry >> 8 == (hash as u32) & 0xff_ffff {
            return entry as u8;
        }
        slot = (slot + 1) % SLOTS;
    }
    0
}

/// Words beside a name by what they do, in lower case: the rest of the sentence in fewer kinds than words.
static BESIDE: &[(u8, &[&str])] = &[
    // Words that end the name of something else.
    (NOT_PEOPLE, &["abhiyan", "academy", "accord", "act", "aerospace", "agency", "agreement", "airlines", "airport", "airways", "algorithm", "anniversary", "apartment", "apartments", "api", "arena", "army", "ashram", "assembly", "associates", "association", "assurance", "auditorium", "authority", "auto", "automobiles", "avenue", "aviation", "award", "awards", "bagh", "bags", "bank", "barracks", "barrage", "battalion", "bazaar", "beach", "beer", "bhandar", "bhushan", "bike", "board", "books", "bridge", "brigade", "builders", "bureau", "bus", "bylane", "bypass", "campaign", "canal", "cantonment", "cantt", "capital", "car", "catheter", "cement", "cements", "center", "centre", "chakra", "chalisa", "championship", "channel", "charitable", "charity", "chemicals", "chips", "chowk", "chowki", "circle", "city", "clamp", "classification", "clinic", "club", "co", "code", "coefficient", "college", "colony", "commission", "committee", "company", "compiler", "complex", "congress", "conjecture", "constant", "constructions", "consultancy", "consultants", "consulting", "convention", "corp", "corporation", "council", "county", "course", "court", "criteria", "crossing", "cup", "curve", "cycle", "dairy", "dam", "dargah", "darwaza", "database", "declaration", "department", "depot", "dept", "developers", "diagnostics", "directorate", "disease", "distribution", "district", "dock", "dynasty", "effect", "electricals", "electronics", "empire", "enclave", "energy", "engine", "engineering", "enterprises", "entertainment", "equation", "era", "express", "expressway", "extension", "fabricators", "farms", "fc", "federation", "festival", "films", "filter", "finance", "financials", "finserv", "flyover", "foods", "force", "forceps", "forest", "fort", "foundation", "framework", "function", "fund", "funds", "gali", "gallery", "galli", "gaon", "garden", "gas", "ghat", "gin", "gmbh", "gram", "grandstand", "grounds", "group", "gurdwara", "gurudwara", "gymkhana", "halli", "harbour", "hatchback", "hatcheries", "healthcare", "heights", "highway", "hills", "holdings", "hospital", "hotel", "hotels", "hypothesis", "inc", "incision", "index", "industries", "infra", "infrastructure", "initiative", "institute", "insurance", "investments", "island", "jail", "jayanti", "jeans", "jewellers", "jubilee", "junction", "jute", "kalan", "khurd", "kingdom", "kund", "kunj", "laboratories", "laboratory", "labs", "lake", "laws", "layout", "league", "lemma", "library", "limited", "lines", "links", "llc", "llp", "logistics", "ltd", "machine", "mahal", "mahasabha", "mahavidyalaya", "mall", "mandal", "mandir", "marathon", "marg", "market", "mart", "masjid", "matrix", "medal", "media", "medicals", "medicare", "mela", "memorial", "method", "metro", "mills", "ministry", "mission", "model", "monument", "morcha", "mosque", "motorcycle", "motors", "mountain", "mountains", "museum", "mutt", "mutual", "nagar", "naka", "navy", "needle", "network", "news", "ngo", "nidhi", "noodles", "number", "numbers", "oil", "olympics", "operation", "orphanage", "pact", "palace", "palayam", "palya", "paradox", "parishad", "park", "parliament", "partners", "party", "paste", "path", "pathlabs", "peak", "peeth", "peth", "petrochemicals", "petroleum", "pharma", "pharmaceuticals", "pharmacy", "phase", "pictures", "plan", "plaza", "plc", "police", "policy", "polynomial", "polytechnic", "port", "powder", "power", "press", "principle", "prison", "prix", "prize", "procedure", "process", "productions", "program", "programme", "project", "properties", "protocol", "province", "publications", "publishers", "pur", "pura", "puram", "purana", "puri", "pvt", "radio", "railway", "railways", "ratna", "razor", "reaction", "realty", "records", "reflex", "regiment", "regulation", "republic", "reserve", "residency", "river", "road", "rovers", "rules", "rum", "sabha", "salai", "samadhi", "samhita", "samiti", "sanctuary", "sangh", "sanstha", "sarani", "scale", "scheme", "school", "scooter", "score", "secretariat", "sector", "securities", "sedan", "sena", "senate", "series", "server", "services", "shala", "shampoo", "shipyard", "shirts", "shoes", "shop", "soap", "society", "software", "solutions", "spinning", "square", "stadium", "stain", "station", "statue", "steel", "store", "stores", "stotram", "street", "studios", "sugar", "sultanate", "sutra", "suture", "suv", "sweets", "syndrome", "systems", "talab", "taluk", "taluka", "tech", "technologies", "technology", "tehsil", "temple", "terminal", "terminus", "textiles", "thana", "theater", "theatre", "theorem", "times", "tournament", "tours", "tower", "towers", "tractor", "traders", "transform", "transport", "travels", "treaty", "tribunal", "trophy", "truck", "trust", "tyres", "udyog", "union", "university", "utsav", "valley", "ventures", "vibhushan", "vidyalaya", "vidyapeeth", "vihar", "village", "wada", "wadi", "wanderers", "watches", "whiskey", "whisky", "wine", "works", "yards", "yojana", "yojna"]),
    // What people do, right behind their name.
    (1, &["said", "says", "say", "told", "tells", "asked", "asks", "replied", "added", "wrote", "writes", "thinks", "thought", "knows", "knew", "loves", "loved", "wants", "wanted", "felt", "feels", "smiled", "laughed", "nodded", "looked", "cried", "spoke", "explained", "insisted", "admitted", "claimed", "argued", "answered", "whispered", "shouted", "tweeted", "joked", "called", "texted", "emailed", "phoned", "met", "married", "died", "lives", "lived", "works", "worked", "joined", "resigned", "retired", "scored", "sang", "played", "plays", "stars", "starred", "directed", "born", "graduated", "studied", "complained", "requested", "confirmed", "paid", "bought", "ordered", "submitted", "approved", "signed", "deposed", "stated", "submits", "contended", "filed"]),
    // Forms of be, have and do.
    (2, &["is", "was", "has", "had", "will", "would", "did", "does", "can", "could", "should", "may", "might", "must", "are", "were", "have", "be", "been", "isn", "wasn", "doesn", "hasn"]),
    // Who someone is.
    (3, &["president", "minister", "ceo", "cfo", "cto", "chairman", "chairwoman", "chairperson", "director", "manager", "secretary", "governor", "mayor", "senator", "ambassador", "actor", "actress", "singer", "rapper", "composer", "musician", "guitarist", "drummer", "author", "writer", "poet", "novelist", "journalist", "reporter", "editor", "anchor", "host", "producer", "filmmaker", "captain", "coach", "skipper", "striker", "midfielder", "goalkeeper", "defender", "winger", "batsman", "bowler", "quarterback", "player", "champion", "wrestler", "boxer", "sprinter", "scientist", "physicist", "economist", "historian", "engineer", "architect", "lawyer", "attorney", "advocate", "counsel", "judge", "justice", "doctor", "surgeon", "nurse", "patient", "student", "teacher", "principal", "professor", "officer", "inspector", "constable", "detective", "sheriff", "spokesman", "spokeswoman", "spokesperson", "founder", "cofounder", "partner", "analyst", "employee", "candidate", "applicant", "customer", "client", "tenant", "petitioner", "appellant", "respondent", "accused", "complainant", "witness", "deceased", "defendant", "plaintiff", "agent", "colleague", "boss", "emperor", "king", "queen", "prince", "princess", "duke", "pope", "bishop", "saint", "rabbi", "imam", "general", "colonel", "major", "sergeant", "lieutenant", "leader", "chief", "mp", "mla", "mlas", "star", "hero", "villain", "legend", "comedian", "artist", "painter", "model", "designer", "chef", "guest", "named", "alias", "aka"]),
    // Who someone is to another.
    (4, &["mother", "father", "mom", "mum", "dad", "brother", "sister", "son", "daughter", "wife", "husband", "uncle", "aunt", "cousin", "nephew", "niece", "friend", "friends", "girlfriend", "boyfriend", "fiance", "fiancee", "grandmother", "grandfather", "grandson", "widow", "neighbour", "neighbor", "roommate", "twin", "baby", "bro", "bhai", "bhaiya", "didi", "dost", "beta", "maa", "papa", "chacha", "sir", "madam", "ma", "ji", "jee", "sahab", "saab", "garu", "anna", "akka"]),
    // Where and when.
    (5, &["in", "at", "near", "from", "into", "via", "towards", "toward", "across", "outside", "inside", "around", "on", "since", "until", "during", "off"]),
    // With whom and by whom.
    (6, &["by", "with", "and", "for", "to", "of", "against", "between", "about", "like", "than", "or", "under", "after", "before", "over", "through", "without", "beside", "behind", "vs", "v", "versus", "feat", "ft", "featuring"]),
    // Words that a name seldom follows.
    (7, &["the", "a", "an", "this", "that", "these", "those", "my", "your", "our", "his", "her", "its", "their", "each", "every", "some", "any", "no", "all", "new", "old"]),
    // Who else is in the sentence.
    (8, &["i", "he", "she", "they", "we", "you", "him", "me", "them", "us", "it", "who", "whom", "whose"]),
    // What is had, made or watched, right behind a name that is not a person's.
    (9, &["album", "song", "movie", "film", "show", "concert", "book", "novel", "series", "episode", "game", "app", "phone", "store", "shop", "team", "club", "fans", "stock", "shares", "brand", "product", "software", "website", "car", "driver", "update", "version", "edition", "season", "party", "festival", "award", "awards", "prize", "model", "office", "officials", "police", "government", "army", "border", "coast", "region", "state", "province", "district", "city", "town", "village", "river", "airport", "station", "street", "road", "university", "college", "school", "hospital", "bank", "company", "group", "based", "time", "today", "tonight", "weather"]),
    // Greetings and orders, which a name follows.
    (10, &["hi", "hello", "hey", "dear", "thanks", "thank", "regards", "sincerely", "congrats", "congratulations", "happy", "bye", "goodbye", "rip", "love", "miss", "meet", "met", "call", "ask", "tell", "told", "ping", "email", "contact", "cc", "attn", "poor", "young", "little", "late", "said", "namaste", "ok", "yes", "oh", "watch", "saw", "see", "seen", "know", "followed", "follow", "vote", "namely", "called", "beat", "defeated", "replaced", "married", "dating", "hired", "fired", "arrested", "killed", "sued", "thanked", "praised", "named", "nominated", "elected", "appointed"]),
    // Labels.
    (11, &["name", "names", "naam", "customer", "holder", "contact", "owner", "author", "sender", "recipient", "receiver", "beneficiary", "nominee", "guardian", "spouse", "user", "username", "assignee", "reporter", "reviewer", "approver", "signatory", "attendee", "attendees", "participants", "member", "members", "insured", "payee", "payer", "borrower", "guarantor", "from", "through", "coram", "present"]),
];

/// The kind of the words that end the name of something else.
const NOT_PEOPLE: u8 = 12;
