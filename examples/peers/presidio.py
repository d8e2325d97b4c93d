"""Presidio's pattern recognisers, without its language model: texts in as a JSON list, findings and seconds out."""

import json
import sys
import time

from presidio_analyzer import predefined_recognizers as known

NAMES = ["EmailRecognizer", "CreditCardRecognizer", "PhoneRecognizer", "IpRecognizer", "IbanRecognizer",
         "UsSsnRecognizer"]
recognisers = [getattr(known, name)() for name in NAMES]
texts = json.load(sys.stdin)
began = time.process_time()
found = []
for text in texts:
    spans = []
    for recogniser in recognisers:
        results = recogniser.analyze(text=text, entities=recogniser.supported_entities, nlp_artifacts=None)
        spans.extend([r.start, r.end, r.entity_type, r.score] for r in results or [])
    # Presidio keeps the better of two that overlap; 0.4 is where its documentation draws the line.
    spans.sort(key=lambda span: -span[3])
    kept = []
    for span in spans:
        if span[3] >= 0.4 and all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    found.append(kept)
json.dump({"found": found, "seconds": time.process_time() - began}, sys.stdout)
