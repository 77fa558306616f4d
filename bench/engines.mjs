// The engines that validate phone numbers in JavaScript, each on the same jobs.
// Runs in Node and, bundled, in a browser.
import { AsYouType, parsePhoneNumberFromString } from "libphonenumber-js/max";
import google from "google-libphonenumber";
import mobile from "validator/lib/isMobilePhone.js";

const { AsYouTypeFormatter, PhoneNumberFormat, PhoneNumberType, PhoneNumberUtil } = google;
const isMobilePhone = mobile.default;
const typeNames = Object.fromEntries(Object.entries(PhoneNumberType).map(([k, v]) => [v, k]));
const telephone = { name: "phone_number", kind: 4, required: true };
const allTypes = { fields: [], number_type_mask: 0x7ff };

const ofModule = (validator) => ({
  judge(input, region) {
    const n = validator.phone(input, region);
    return n.e164 ? n : undefined;
  },
  // Validity and E.164 by a field's rule, which the form calls.
  check(input, region) {
    return validator.check(telephone, input, allTypes, region).code === "ok";
  },
  strict: (e164) => validator.check(telephone, e164, allTypes).code === "ok",
  type(text, region) {
    for (let n = 1; n <= text.length; n++) {
      validator.formatAsYouTypeAt(text.slice(0, n), n, region);
    }
    return text.length;
  },
});

/**
 * Each engine has up to three methods. judge is the full job: parse, validity,
 * region, type and E.164, as { valid, e164, country, type }, or undefined for
 * input that is no number. type types a number and returns how often the text was
 * formatted. strict only checks an E.164 number. ours and form are the modules for
 * programs and for the form.
 */
export function engines(validator, form) {
  const util = PhoneNumberUtil.getInstance();
  return {
    ours: ofModule(validator),
    form: ofModule(form),
    "libphonenumber-js/max": {
      judge(input, region) {
        const n = parsePhoneNumberFromString(input, region);
        if (!n) return;
        return {
          valid: n.isValid(),
          e164: n.number,
          country: n.country ?? "",
          type: n.getType() ?? "UNKNOWN",
        };
      },
      check: (input, region) => parsePhoneNumberFromString(input, region)?.isValid() ?? false,
      strict: (e164) => parsePhoneNumberFromString(e164)?.isValid() ?? false,
      type(text, region) {
        const formatter = new AsYouType(region);
        for (const c of text) formatter.input(c);
        return text.length;
      },
    },
    "google-libphonenumber": {
      judge(input, region) {
        let n;
        try {
          n = util.parse(input, region);
        } catch {
          return;
        }
        return {
          valid: util.isValidNumber(n),
          e164: util.format(n, PhoneNumberFormat.E164),
          country: util.getRegionCodeForNumber(n) ?? "",
          type: typeNames[util.getNumberType(n)],
        };
      },
      check(input, region) {
        try {
          return util.isValidNumber(util.parse(input, region));
        } catch {
          return false;
        }
      },
      strict(e164) {
        return this.check(e164, "");
      },
      type(text, region) {
        const formatter = new AsYouTypeFormatter(region);
        for (const c of text) formatter.inputDigit(c);
        return text.length;
      },
    },
    "validator.js": {
      // Mobile numbers only, by one pattern for each country: no parser.
      check: (input) => isMobilePhone(input, "any"),
      strict: (e164) => isMobilePhone(e164, "any", { strictMode: true }),
    },
  };
}

/**
 * How an engine's verdicts agree with the corpus's: valid counts the same
 * verdicts, whole the same region, type and E.164 too, corrected the numbers that
 * the corpus refuses and the engine reads with a correction.
 */
export function agreement(engine, corpus) {
  let valid = 0;
  let whole = 0;
  let corrected = 0;
  for (const want of corpus) {
    if (engine.check(want.input, want.region) === want.valid) valid++;
    if (!engine.judge) continue;
    const got = engine.judge(want.input, want.region);
    if (!want.valid) {
      if (!got?.valid) whole++;
      else if (got.changes) corrected++;
      continue;
    }
    const country = got?.country || "001";
    if (
      got?.valid &&
      got.e164 === want.e164 &&
      got.type === want.type &&
      (country === want.country || want.country === "")
    )
      whole++;
  }
  return { valid, whole: engine.judge ? whole : undefined, corrected };
}

const jobs = {
  judge: (engine, corpus) => {
    let valid = 0;
    for (const { input, region } of corpus) if (engine.judge(input, region)?.valid) valid++;
    return valid;
  },
  check: (engine, corpus) => {
    let valid = 0;
    for (const { input, region } of corpus) if (engine.check(input, region)) valid++;
    return valid;
  },
  strict: (engine, corpus) => {
    let valid = 0;
    for (const { e164 } of corpus) if (engine.strict(e164)) valid++;
    return valid;
  },
  type: (engine, corpus) => {
    let keys = 0;
    for (const { input, region } of corpus) keys += engine.type(input, region);
    return keys;
  },
};

/**
 * Nanoseconds for each call, and for each keystroke, of every engine: one figure
 * for each round. The rounds are interleaved, so that other load affects all.
 */
export function measure(list, corpus, rounds, least, now = () => performance.now()) {
  const spelled = corpus.filter((e) => e.e164 && /^\+?[\d ()-]+$/.test(e.input));
  const inputs = {
    judge: corpus,
    check: corpus,
    strict: corpus.filter((e) => e.valid),
    type: spelled.slice(0, 1500),
  };
  const result = {};
  for (let round = -1; round < rounds; round++) {
    for (const [name, engine] of Object.entries(list)) {
      for (const [job, run] of Object.entries(jobs)) {
        if (!engine[job]) continue;
        let calls = 0;
        let took = 0;
        for (const began = now(); took < least || !calls; took = now() - began) {
          const counted = run(engine, inputs[job]);
          if (!counted) throw new Error(`${name}: ${job} does nothing`);
          calls += job === "type" ? counted : inputs[job].length;
        }
        // The round before the first warms the compilers up.
        if (round >= 0) ((result[name] ??= {})[job] ??= []).push((took / calls) * 1e6);
      }
    }
  }
  return result;
}
