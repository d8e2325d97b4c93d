//! States and cities with the postal circles of their PIN codes (India Post). A name of several words is listed by its
//! last.

/// Place in lower case, first and last circle.
#[rustfmt::skip]
pub(super) static PLACES: &[(&str, u8, u8)] = &[
    ("दिल्ली", 11, 11), ("मुंबई", 40, 40), ("पुणे", 41, 41), ("बेंगलुरु", 56, 56), ("बैंगलोर", 56, 56), ("हैदराबाद", 50, 50),
    ("चेन्नई", 60, 60), ("कोलकाता", 70, 70), ("जयपुर", 30, 30), ("लखनऊ", 22, 22), ("पटना", 80, 80), ("भोपाल", 46, 46), ("इंदौर", 45, 45),
    ("अहमदाबाद", 38, 38), ("कानपुर", 20, 20), ("नागपुर", 44, 44), ("वाराणसी", 22, 22), ("आगरा", 28, 28), ("रांची", 83, 83), ("नोएडा", 20, 20),
    ("गुरुग्राम", 12, 12), ("देहरादून", 24, 24), ("சென்னை", 60, 60), ("மதுரை", 62, 62), ("কলকাতা", 70, 70), ("హైదరాబాద్", 50, 50),
    ("ಬೆಂಗಳೂರು", 56, 56), ("અમદાવાદ", 38, 38), ("delhi", 11, 11), ("haryana", 12, 13), ("gurgaon", 12, 12), ("gurugram", 12, 12), ("faridabad", 12, 12), ("panipat", 13, 13),
    ("ambala", 13, 13), ("punjab", 14, 16), ("ludhiana", 14, 14), ("amritsar", 14, 14), ("jalandhar", 14, 14), ("patiala", 14, 14),
    ("mohali", 14, 16), ("chandigarh", 16, 16), ("panchkula", 13, 13), ("himachal", 17, 17), ("pradesh", 17, 85), ("shimla", 17, 17),
    ("kashmir", 18, 19), ("jammu", 18, 18), ("srinagar", 19, 19), ("ladakh", 19, 19), ("leh", 19, 19), ("up", 20, 28),
    ("uttarakhand", 24, 26), ("noida", 20, 20), ("ghaziabad", 20, 20), ("lucknow", 22, 22), ("kanpur", 20, 20), ("agra", 28, 28),
    ("varanasi", 22, 22), ("prayagraj", 21, 21), ("allahabad", 21, 21), ("meerut", 25, 25), ("bareilly", 24, 24), ("aligarh", 20, 20),
    ("gorakhpur", 27, 27), ("moradabad", 24, 24), ("dehradun", 24, 24), ("haridwar", 24, 24), ("rajasthan", 30, 34), ("jaipur", 30, 30),
    ("jodhpur", 34, 34), ("udaipur", 31, 31), ("kota", 32, 32), ("ajmer", 30, 30), ("bikaner", 33, 33), ("gujarat", 36, 39),
    ("ahmedabad", 38, 38), ("surat", 39, 39), ("vadodara", 39, 39), ("baroda", 39, 39), ("rajkot", 36, 36), ("gandhinagar", 38, 38),
    ("bhavnagar", 36, 36), ("jamnagar", 36, 36), ("maharashtra", 40, 44), ("mumbai", 40, 40), ("bombay", 40, 40), ("thane", 40, 42),
    ("pune", 41, 41), ("nagpur", 44, 44), ("nashik", 42, 42), ("nasik", 42, 42), ("aurangabad", 43, 43), ("solapur", 41, 41),
    ("kolhapur", 41, 41), ("panvel", 41, 41), ("goa", 40, 40), ("panaji", 40, 40), ("mp", 45, 48), ("bhopal", 46, 46),
    ("indore", 45, 45), ("gwalior", 47, 47), ("jabalpur", 48, 48), ("ujjain", 45, 45), ("chhattisgarh", 49, 49), ("raipur", 49, 49),
    ("bilaspur", 49, 49), ("bhilai", 49, 49), ("telangana", 50, 50), ("hyderabad", 50, 50), ("secunderabad", 50, 50), ("warangal", 50, 50),
    ("andhra", 51, 53), ("vijayawada", 52, 52), ("visakhapatnam", 53, 53), ("vizag", 53, 53), ("guntur", 52, 52), ("tirupati", 51, 51),
    ("nellore", 52, 52), ("kurnool", 51, 51), ("karnataka", 56, 59), ("bengaluru", 56, 56), ("bangalore", 56, 56), ("mysuru", 57, 57),
    ("mysore", 57, 57), ("mangaluru", 57, 57), ("mangalore", 57, 57), ("hubli", 58, 58), ("hubballi", 58, 58), ("belgaum", 59, 59),
    ("belagavi", 59, 59), ("nadu", 60, 64), ("tamilnadu", 60, 64), ("chennai", 60, 60), ("madras", 60, 60), ("coimbatore", 64, 64),
    ("madurai", 62, 62), ("salem", 63, 63), ("trichy", 62, 62), ("tiruchirappalli", 62, 62), ("tirunelveli", 62, 62), ("vellore", 63, 63),
    ("puducherry", 60, 60), ("pondicherry", 60, 60), ("kerala", 67, 69), ("kochi", 68, 68), ("ernakulam", 68, 68), ("cochin", 68, 68),
    ("thiruvananthapuram", 69, 69), ("trivandrum", 69, 69), ("kozhikode", 67, 67), ("calicut", 67, 67), ("thrissur", 68, 68), ("kollam", 69, 69),
    ("kannur", 67, 67), ("bengal", 70, 74), ("kolkata", 70, 70), ("calcutta", 70, 70), ("howrah", 71, 71), ("siliguri", 73, 73),
    ("durgapur", 71, 71), ("asansol", 71, 71), ("darjeeling", 73, 73), ("odisha", 75, 77), ("orissa", 75, 77), ("bhubaneswar", 75, 75),
    ("cuttack", 75, 75), ("rourkela", 76, 76), ("puri", 75, 75), ("assam", 78, 78), ("guwahati", 78, 78), ("dibrugarh", 78, 78),
    ("sikkim", 73, 73), ("gangtok", 73, 73), ("arunachal", 79, 79), ("nagaland", 79, 79), ("manipur", 79, 79), ("imphal", 79, 79),
    ("mizoram", 79, 79), ("aizawl", 79, 79), ("tripura", 79, 79), ("agartala", 79, 79), ("meghalaya", 79, 79), ("shillong", 79, 79),
    ("bihar", 80, 85), ("patna", 80, 80), ("gaya", 82, 82), ("muzaffarpur", 84, 84), ("bhagalpur", 81, 81), ("jharkhand", 81, 83),
    ("ranchi", 83, 83), ("jamshedpur", 83, 83), ("dhanbad", 82, 82), ("bokaro", 82, 82),
];
