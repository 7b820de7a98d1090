/* SPDX-License-Identifier: MIT */
/* What a unit would refuse, ignore or cut of a profile: the table of checks, and the findings about one file. */
#pragma once
#include <judge/explain.h>

/* The checks: id, name, severity, source, what it means. Error: the unit would refuse. Warning: it would ignore, cut or
 * do something that is hardly meant. Note: worth knowing. */
#define LINT_CHECK_LIST(X)                                                                                             \
    X(CORRUPT, "corrupt", ERROR, "guide p.2-2, 2-16", "the unit refuses the file, and nothing of it is applied")       \
    X(NOT_XML, "not-xml", NOTE, "XML 1.0", "not well-formed: the unit takes it all the same, other programs do not")   \
    X(ENTITY, "entity", WARNING, "guide table 2-1", "an entity of a DOCTYPE: the unit expands none, XML programs do")  \
    X(FIDELITY, "fidelity", NOTE, "see the text", "this unit takes it; a real one may do otherwise")                   \
    X(OUTSIDE, "outside", WARNING, "guide p.2-2", "a parameter that stands outside flat-profile is ignored")           \
    X(UNKNOWN, "unknown", WARNING, "guide p.2-2", "the release has no such parameter: the element is ignored")         \
    X(CASE, "case", WARNING, "guide p.2-2", "names are case sensitive: the element is ignored")                        \
    X(OTHER_RELEASE, "other-release", WARNING, "schemas of the releases", "another release has it, this one has not")  \
    X(SISTER, "sister", NOTE, "public profiles", "a sister model has it, this one has not: ignored")                   \
    X(STATUS, "status-row", WARNING, "captured pages", "a row of a status page cannot be set")                         \
    X(WRONG_TYPE, "wrong-type", WARNING, "guide p.2-20 .. 2-22", "not of the parameter's type: the old value stays")   \
    X(SCRIPT, "script", WARNING, "guide p.2-20 .. 2-22",                                                               \
      "a tone or cadence script that cannot be read: the old one stays")                                               \
    X(TOO_LONG, "too-long", WARNING, "guide p.2-20 .. 2-22", "longer than the type allows: cut or ignored")            \
    X(RANGE, "range", WARNING, "guide p.2-20 .. 2-22", "a number outside the range: the old value stays")              \
    X(ADDRESS, "address", WARNING, "guide p.2-20", "not an address or a host name")                                    \
    X(FORMAT, "format", WARNING, "guide p.2-20 .. 2-22", "taken, but of no use to what reads the parameter")           \
    X(SPELLING, "spelling", NOTE, "guide p.2-8", "taken in another spelling than written")                             \
    X(CHOICE_CASE, "choice-case", WARNING, "an owner's report", "a choice in other case than the page shows it")       \
    X(UA, "ua", WARNING, "guide p.2-4", "a ua attribute other than na, ro, rw counts as none")                         \
    X(DUPLICATE, "duplicate", WARNING, "guide p.2-2", "the element is set more than once: the last one counts")        \
    X(ASCII, "ascii", WARNING, "guide p.2-3", "only ASCII is supported in values")                                     \
    X(DIAL_PLAN, "dial-plan", WARNING, "SPA administration guide p.57", "a dial plan that cannot be read")             \
    X(SCHEDULE, "schedule", WARNING, "guide p.2-16, 2-17", "not a schedule: the old value stays")                      \
    X(RULE, "rule", ERROR, "guide p.2-9 .. 2-19", "a rule, or an alternative of it, that the unit cannot read")        \
    X(CONDITION, "condition", WARNING, "guide p.2-10, 2-11", "a comparison that cannot be judged: it is always false") \
    X(CONSTANT, "constant", WARNING, "guide p.2-17", "a condition that never changes")                                 \
    X(SHADOWED, "shadowed", WARNING, "guide p.2-17", "an alternative that is never looked at")                         \
    X(MACRO, "macro", WARNING, "guide p.2-10, 4-7", "no such variable: the text stays as it is")                       \
    X(SECRET_MACRO, "secret-macro", WARNING, "guide p.4-7", "GPP_SA .. SD are expanded in the argument of --key only") \
    X(ASSIGNMENT, "assignment", WARNING, "guide p.2-12", "a rule assigns what the parameter cannot take")              \
    X(ALIAS, "alias", WARNING, "guide p.2-14", "an alias map that cannot be read, or is empty or too long")            \
    X(CLEAR_SECRET, "clear-secret", WARNING, "guide p.1-8", "passwords are sent in clear text over tftp or http")      \
    X(KEY_LITERAL, "key-literal", WARNING, "guide p.2-13", "the phrase of --key stands in clear in a rule")            \
    X(PERIODIC, "periodic", WARNING, "guide p.2-16", "resyncs follow each other absurdly fast")                        \
    X(RETRY, "retry", WARNING, "guide p.2-16", "after one failure the unit never tries again")                         \
    X(LOCKOUT, "lockout", WARNING, "guide p.2-15", "no network or no resync: only a hand can change the unit again")   \
    X(NO_EFFECT, "no-effect", WARNING, "SPA administration guide", "another setting keeps it from having an effect")   \
    X(CODE, "code", WARNING, "ATA 191 guide", "two services have the same code: one of them is never taken")           \
    X(NESTED, "nested", WARNING, "guide p.2-2", "a parameter inside another element of flat-profile is ignored")       \
    X(PLACEHOLDER, "placeholder", WARNING, "templates of provisioning systems", "a template was not filled")           \
    X(SAVING, "saving", WARNING, "SPA administration guide", "a daylight saving rule that cannot be read")             \
    X(SAVING_OLD, "saving-old", NOTE, "Energy Policy Act of 2005", "a daylight saving rule that is out of date")       \
    X(URL, "url", WARNING, "guide p.2-12", "a URL that can be read, and hardly leads to what is meant")                \
    X(OPTION66, "option66", NOTE, "guide p.2-12", "the rule names no server: DHCP option 66 has to")                   \
    X(MORE, "more", NOTE, "vspa", "so many findings of one check that the rest is only counted")

enum lint_check {
#define LINT_CHECK_ENUM(id, name, severity, source, help) LINT_##id,
    LINT_CHECK_LIST(LINT_CHECK_ENUM)
#undef LINT_CHECK_ENUM
        LINT_N_CHECKS
};
enum lint_severity { LINT_NOTE, LINT_WARNING, LINT_ERROR, LINT_N_SEVERITIES };
/* Columns of the rows above; static. */
const char *lint_check_name(enum lint_check c);
enum lint_severity lint_check_severity(enum lint_check c);
const char *lint_check_source(enum lint_check c);
const char *lint_check_help(enum lint_check c);
const char *lint_severity_name(enum lint_severity s);

/* The findings about one file, by place. options: of the rule that fetched it, or NULL. device gets
 * "takes" and "err". The subject has the values of the file afterwards. NULL: out of memory. */
json_t *lint_judge(const struct explain *e, const char *file, const uint8_t *bytes, size_t n,
                   const struct fw_rule_options *options, json_t *device);

const char *lint_xml_version(void); /* of expat */
