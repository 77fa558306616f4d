"""Answers questions, for oracle_test.go, with the phonenumbers package.

The first line of the answer is the package's version. Each line of standard
input is JSON, [input, region]. Its answer is a line of JSON: the name of the
error; or [E.164, extension, valid, possibility, type, region, calling code,
digits of the national significant number, national, international, RFC 3966];
or null where this Python's Unicode tables lack a character of the input."""

import json
import sys
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

ERRORS = {v: k for k, v in vars(NumberParseException).items() if k.isupper()}
TYPES = {v: k for k, v in vars(PhoneNumberType).items() if k.isupper()}
POSSIBILITIES = {v: k for k, v in vars(ValidationResult).items() if k.isupper()}


def answer(text, region):
    if not text.isascii() and any(unicodedata.category(c) == "Cn" for c in text):
        return None
    try:
        n = phonenumbers.parse(text, region)
    except NumberParseException as e:
        return ERRORS[e.error_type]
    return [
        phonenumbers.format_number(n, PhoneNumberFormat.E164),
        n.extension or "",
        phonenumbers.is_valid_number(n),
        POSSIBILITIES[phonenumbers.is_possible_number_with_reason(n)],
        TYPES[phonenumbers.number_type(n)],
        phonenumbers.region_code_for_number(n) or "",
        n.country_code,
        len(phonenumbers.national_significant_number(n)),
        phonenumbers.format_number(n, PhoneNumberFormat.NATIONAL),
        phonenumbers.format_number(n, PhoneNumberFormat.INTERNATIONAL),
        phonenumbers.format_number(n, PhoneNumberFormat.RFC3966),
    ]


print(phonenumbers.__version__)
for line in sys.stdin:
    print(json.dumps(answer(*json.loads(line))))
