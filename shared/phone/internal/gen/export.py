"""Prints the metadata of the phonenumbers package: one line of JSON for its
version, then one for each region in the order in which the package asks them."""

import json

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

DESCRIPTIONS = (
    "general_desc fixed_line mobile toll_free premium_rate shared_cost personal_number voip pager uan "
    "voicemail no_international_dialling".split()
)
FIELDS = (
    "international_prefix preferred_international_prefix national_prefix preferred_extn_prefix "
    "national_prefix_for_parsing national_prefix_transform_rule leading_digits "
    "same_mobile_and_fixed_line_pattern main_country_for_code".split()
)
# Their groups are written \1 in Python and $1 in every other port.
TEMPLATES = {
    "format",
    "national_prefix_formatting_rule",
    "domestic_carrier_code_formatting_rule",
    "national_prefix_transform_rule",
}


def members(source, names):
    found = {}
    for name in names:
        value = getattr(source, name)
        if isinstance(value, tuple):
            value = list(value)
        if name in TEMPLATES and value:
            value = value.replace("\\", "$")
        if value:
            found[name] = value
    return found


def number_format(f):
    return members(
        f,
        (
            "pattern",
            "format",
            "leading_digits_pattern",
            "national_prefix_formatting_rule",
            "national_prefix_optional_when_formatting",
            "domestic_carrier_code_formatting_rule",
        ),
    )


def region(name, code):
    m = PhoneMetadata.metadata_for_region_or_calling_code(code, name)
    out = {"id": name, "country_code": code} | members(m, FIELDS)
    for d in DESCRIPTIONS:
        desc = getattr(m, d)
        if desc is not None:
            out[d] = members(
                desc,
                ("national_number_pattern", "example_number", "possible_length", "possible_length_local_only"),
            )
    for formats in "number_format", "intl_number_format":
        out[formats] = [number_format(f) for f in getattr(m, formats)]
    return {k: v for k, v in out.items() if v}


print(json.dumps({"version": phonenumbers.__version__}))
for code, names in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
    for name in names:
        print(json.dumps(region(name, code)))
