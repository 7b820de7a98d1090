/* SPDX-License-Identifier: MIT */
/* The table of acts. */
#include "act_priv.h"
#include <ear/ear.h>
#include <unit/phone.h>
#include <net/faults.h>
#include <board/fxs.h>
#include <board/nic.h>
#include <images/pack.h>
#include <access/access.h>
#include <fileserver/fileserver.h>
#include <provider/identity.h>
#include <sip/sip.h>
#include <telephone/telephone.h>
#include <string.h>

#define MS         1000
#define S          (1000 * (int64_t)MS)
#define KEY_MIN_US (10 * MS) /* as unit/phone.h */
#define KEY_MAX_US (10 * S)

/* ---- words ---- */

#define WORDS(id, ...)                                                                                                 \
    static const char *id(unsigned i)                                                                                  \
    {                                                                                                                  \
        static const char *const words[] = {__VA_ARGS__};                                                              \
        return i < sizeof words / sizeof words[0] ? words[i] : NULL;                                                   \
    }
#define WORD_OF(id, name, help) name,
WORDS(off_on, "off", "on")
WORDS(out_in, "out", "in")
WORDS(no_yes, "false", "true")
WORDS(themes, "dark", "light")
WORDS(languages, "en", "de", "fr")
WORDS(ways, "both", "to_unit", "from_unit") /* enum emu_way */
WORDS(certificates, EMU_LAB_FAULT_LIST(WORD_OF))
WORDS(tls_words, EMU_LAB_TLS_LIST(WORD_OF))
WORDS(clients, EMU_LAB_CLIENT_LIST(WORD_OF))
#define PROTOCOL_OF(id, name) name,
WORDS(protocols, EMU_LAB_PROTOCOL_LIST(PROTOCOL_OF))
WORDS(sip_transports, EMU_LAB_SIP_LIST(WORD_OF))
WORDS(displays, EMU_DISPLAY_LIST(WORD_OF))
WORDS(nats, EMU_LAB_NAT_LIST(WORD_OF))
WORDS(stun_bads, EMU_LAB_STUN_BAD_LIST(WORD_OF))
WORDS(pppoe_auths, EMU_LAB_PPPOE_AUTH_LIST(WORD_OF))
WORDS(pppoe_ends, EMU_LAB_PPPOE_END_LIST(WORD_OF))
WORDS(dtmf_hows, "rtp", "info", "inband") /* enum emu_lab_dtmf_how */

static const char *port(unsigned i)
{
    return i < BOARD_N_PORTS ? board_port_name((enum board_port)i) : NULL;
}

/* Where a cable can be plugged: the Ethernet ports, then the telephones. */
static const char *socket_word(unsigned i)
{
    static const char *const jacks[BOARD_N_FXS] = {"phone1", "phone2"};
    return i < BOARD_N_PORTS ? port(i) : i < BOARD_N_PORTS + BOARD_N_FXS ? jacks[i - BOARD_N_PORTS] : NULL;
}

static const char *service(unsigned i)
{
    return i < EMU_N_SERVICES ? emu_service_name((enum emu_service)i) : NULL;
}

static const char *damage(unsigned i)
{
    return i < IMG_N_DAMAGES ? img_damage_name((enum img_damage)i) : NULL;
}

/* clang-format off */
#define WORD_LIST(X) \
    X(off_on) X(out_in) X(no_yes) X(themes) X(languages) X(ways) X(certificates) X(tls_words) X(clients) \
    X(sip_transports) X(displays) X(nats) X(stun_bads) X(pppoe_auths) X(pppoe_ends) X(dtmf_hows) X(port) \
    X(socket_word) X(service) X(damage) X(protocols)
#define WORDS_NUMBER(id)   WORDS_##id,
#define WORDS_FUNCTION(id) [WORDS_##id] = id,
/* clang-format on */
enum { WORDS_NONE, WORD_LIST(WORDS_NUMBER) };

const char *emu_act_word(const struct emu_act_argument *a, unsigned i)
{
    static const char *(*const sets[])(unsigned i) = {WORD_LIST(WORDS_FUNCTION)};
    return a->words != WORDS_NONE ? sets[a->words](i) : NULL;
}

/* ---- arguments ---- */

#define NUMBER(n, lo, hi, h) .name = n, .type = EMU_ACT_NUMBER, .min = lo, .max = hi, .help = h
#define TIME(n, lo, hi, h)   .name = n, .type = EMU_ACT_TIME, .min = lo, .max = hi, .help = h
#define TEXT(n, h)           .name = n, .type = EMU_ACT_TEXT, .help = h
#define BYTES(n, h)          .name = n, .type = EMU_ACT_BYTES, .help = h
#define FIELDS(n, h)         .name = n, .type = EMU_ACT_FIELDS, .help = h
#define SWITCH(n, w, h)      .name = n, .type = EMU_ACT_SWITCH, .words = WORDS_##w, .help = h
#define WORD(n, w, h)        .name = n, .type = EMU_ACT_WORD, .words = WORDS_##w, .help = h
#define PART(n, h)           .name = n, .type = EMU_ACT_PART, .is_optional = true, .help = h
#define OPTIONAL             .is_optional = true
#define TELEPHONE                                                                                                      \
    {                                                                                                                  \
        NUMBER("telephone", 1, BOARD_N_FXS, "1 or 2")                                                                  \
    }

static const struct emu_act_argument telephone[] = {TELEPHONE};
static const struct emu_act_argument dial[] = {TELEPHONE, {TEXT("keys", "0-9 * # A-D; ',' pauses 1 s")}};
static const struct emu_act_argument press[] = {TELEPHONE, {TEXT("key", "one of 0-9 * # A-D")}};
static const struct emu_act_argument speak[] = {
    TELEPHONE,
    {NUMBER("hz", EMU_PHONE_SPEAK_MIN_HZ, EMU_PHONE_SPEAK_MAX_HZ, "a frequency, 100 to 3600 Hz")},
    {TIME("time", 10 * MS, 120 * S, "10ms to 2min"), OPTIONAL, .fallback = "1s"}};
static const struct emu_act_argument timing[] = {
    TELEPHONE,
    {TIME("on", KEY_MIN_US, KEY_MAX_US, "the length of each tone, 10ms to 10s")},
    {TIME("off", KEY_MIN_US, KEY_MAX_US, "the pause after each tone, 10ms to 10s")}};
static const struct emu_act_argument display[] = {TELEPHONE,
                                                  {WORD("standard", displays, ""), OPTIONAL, .fallback = "any"}};
static const struct emu_act_argument power[] = {{SWITCH("on", off_on, "on or off")}};
static const struct emu_act_argument cable[] = {{WORD("port", socket_word, "wan, lan, phone1 or phone2")},
                                                {SWITCH("in", out_in, "in or out")}};
static const struct emu_act_argument faults[] = {
    {TEXT("plan", "k17b: before operation 17; k17t3: torn after 3 bytes; k17a: after it; empty: no fault"), OPTIONAL}};
#define LOGIN(n)                                                                                                       \
    {TEXT("user", n), OPTIONAL},                                                                                       \
    {                                                                                                                  \
        TEXT("password", "password for it (default: the unit's own)"), OPTIONAL                                        \
    }
#define AT_PORT                                                                                                        \
    {                                                                                                                  \
        WORD("port", port, "wan or lan (default: wan)"), OPTIONAL, .fallback = "wan"                                   \
    }
static const struct emu_act_argument web[] = {
    {TEXT("path", "/admin/advanced")}, LOGIN("log in as admin or user (default: no login)"), AT_PORT};
static const struct emu_act_argument post[] = {
    {TEXT("path", "/admin/voice/asipura.spa")},
    {FIELDS("fields", "what is sent: form ids with values, 30255=office&20527=Joe")},
    LOGIN("log in as admin or user (default: no login)"),
    AT_PORT};
static const struct emu_act_argument submit[] = {
    {TEXT("tab", "Voice/Line 1")},
    {FIELDS("fields", "labels with values: User ID=4711&Display Name=Joe")},
    LOGIN("admin or user (default: admin)"),
    AT_PORT};
static const struct emu_act_argument notify[] = {
    {NUMBER("line", 1, BOARD_N_FXS, "1 or 2"), OPTIONAL, .fallback = "1"},
    {TEXT("event", "resync, report, reboot, reboot_now, restart_now")},
    {TEXT("user", "user name for the unit's challenge (default: the line's account)"), OPTIONAL},
    {TEXT("password", "password for it"), OPTIONAL}};
static const struct emu_act_argument note[] = {{TEXT("text", "the text of the note")}};
static const struct emu_act_argument screenshot[] = {
    {TEXT("file", "the PNG file to write, as unit.png"), OPTIONAL, .fallback = "screenshot.png"},
    {TEXT("size", "WIDTHxHEIGHT, at least 800x500"), OPTIONAL, .fallback = "1280x800"},
    {WORD("theme", themes, ""), OPTIONAL, .fallback = "dark"},
    {WORD("language", languages, ""), OPTIONAL, .fallback = "en"}};
static const struct emu_act_argument file[] = {{TEXT("path", "spa2102.cfg")},
                                               {BYTES("content", "contents; empty: stop serving it"), OPTIONAL}};
static const struct emu_act_argument answer[] = {
    {TEXT("path", "spa2102.cfg")},
    {NUMBER("status", 100, 599, "an HTTP status; 400 and above are `file not found` by TFTP"), OPTIONAL,
     .fallback = "200"},
    {NUMBER("count", 1, 1000000, "the number of requests"), OPTIONAL, .fallback = "1"},
    {BYTES("content", "the response body"), OPTIONAL}};
static const struct emu_act_argument hold[] = {{TEXT("path", "spa2102.cfg")},
                                               {SWITCH("on", off_on, "on or off"), OPTIONAL, .fallback = "on"}};
static const struct emu_act_argument image[] = {
    {TEXT("path", "/new.img")}, {TEXT("release", "5.2.10")}, {WORD("damage", damage, ""), OPTIONAL}};
static const struct emu_act_argument host[] = {{TEXT("name", "prov.example.com")},
                                               {.name = "addresses",
                                                .type = EMU_ACT_ADDRESSES,
                                                OPTIONAL,
                                                .help = "IPv4 addresses; empty: the name does not exist"}};
static const struct emu_act_argument srv[] = {
    {TEXT("name", "_sip._udp.sip.example.com")},
    {TEXT("target", "a host of the service; empty: the service has none"), OPTIONAL},
    {NUMBER("port", 1, 65535, "port of the host"), OPTIONAL, .fallback = "5060"},
    {NUMBER("priority", 0, 65535, "lower is tried first"), OPTIONAL, .fallback = "0"},
    {NUMBER("weight", 0, 65535, "of hosts with the same priority"), OPTIONAL, .fallback = "0"}};
static const struct emu_act_argument registrar[] = {
    {TEXT("user", "who may register; empty: everybody"), OPTIONAL},
    {TEXT("password", "with this password"), OPTIONAL},
    {TEXT("realm", "realm of the challenge"), OPTIONAL, .fallback = "provider.test"},
    {NUMBER("expires", 1, 1000000, "seconds, granted at most"), OPTIONAL, .fallback = "3600"},
    {NUMBER("answer", 300, 699, "a SIP status to refuse with"), OPTIONAL},
    {SWITCH("silent", no_yes, "true or false: answer nothing"), OPTIONAL, .fallback = "false"},
    {NUMBER("count", 1, 1000000, "end `answer` or `silent` after N requests"), OPTIONAL},
    {SWITCH("qop", no_yes, "true or false: challenge with qop=auth"), OPTIONAL, .fallback = "true"},
    {SWITCH("calls", no_yes, "true or false: challenge INVITEs too"), OPTIONAL, .fallback = "false"},
    {NUMBER("stale", 1, 1000000, "answer N good logins with stale=true"), OPTIONAL},
    {NUMBER("min_expires", 1, 1000000, "seconds: refuse shorter ones with 423"), OPTIONAL},
    {TIME("slow", 1, 600 * S, "delay of each answer, as 2s"), OPTIONAL},
    {WORD("transport", sip_transports, ""), OPTIONAL, .fallback = "udp"},
    {SWITCH("close", no_yes, "true or false: close its TCP connections now"), OPTIONAL, .fallback = "false"}};
static const struct emu_act_argument mailbox[] = {
    {TEXT("user", "whose mailbox, as 1001")},
    {NUMBER("new", 0, 65535, "new messages"), OPTIONAL, .fallback = "0"},
    {NUMBER("old", 0, 65535, "old messages"), OPTIONAL, .fallback = "0"},
    {NUMBER("expires", 1, 2147483647, "seconds, granted at most to a subscription"), OPTIONAL, .fallback = "3600"},
    {NUMBER("answer", 300, 699, "a SIP status to refuse subscriptions with"), OPTIONAL},
    {SWITCH("silent", no_yes, "true or false: answer no subscription"), OPTIONAL, .fallback = "false"},
    {NUMBER("count", 1, 1000000, "end `answer` or `silent` after N requests"), OPTIONAL},
    {SWITCH("ends", no_yes, "true or false: end the subscription with this NOTIFY"), OPTIONAL, .fallback = "false"},
    {TEXT("type", "Content-Type of the NOTIFY"), OPTIONAL, .fallback = "application/simple-message-summary"},
    {TEXT("body", "the body of the NOTIFY (default: a summary of RFC 3842)"), OPTIONAL}};
static const struct emu_act_argument stun[] = {
    {WORD("nat", nats, ""), OPTIONAL, .fallback = "full_cone"},
    {TEXT("ip", "the unit's address outside"), OPTIONAL, .fallback = "203.0.113.9"},
    {NUMBER("shift", 0, 20000, "its ports outside: its own, plus N"), OPTIONAL, .fallback = "2000"},
    {WORD("bad", stun_bads, ""), OPTIONAL, .fallback = "none"},
    {NUMBER("count", 1, 1000000, "end `bad` after N answers"), OPTIONAL},
    {SWITCH("silent", no_yes, "true or false: answer nothing"), OPTIONAL, .fallback = "false"},
    {SWITCH("on", no_yes, "true or false: false switches it off"), OPTIONAL, .fallback = "true"}};
static const struct emu_act_argument nat[] = {
    {WORD("type", nats, ""), OPTIONAL, .fallback = "restricted"},
    {TIME("timeout", 1 * S, 24 * 3600 * S, "a mapping without packets of the unit's is forgotten after this time"),
     OPTIONAL, .fallback = "60s"},
    {TEXT("ip", "the unit's address outside"), OPTIONAL, .fallback = "203.0.113.9"},
    {SWITCH("on", no_yes, "true or false: false removes it"), OPTIONAL, .fallback = "true"}};
static const struct emu_act_argument pppoe[] = {
    {TEXT("user", "who may log in; empty: everybody"), OPTIONAL},
    {TEXT("password", "with this password"), OPTIONAL},
    {WORD("auth", pppoe_auths, ""), OPTIONAL, .fallback = "chap"},
    {TEXT("service", "the service offered by name"), OPTIONAL},
    {TEXT("name", "the concentrator's name"), OPTIONAL, .fallback = "lab"},
    {TEXT("dns", "one or two name servers, as 192.168.1.200,192.168.1.3; none: none"), OPTIONAL,
     .fallback = "192.168.1.200"},
    {SWITCH("silent", no_yes, "true or false: answer nothing"), OPTIONAL, .fallback = "false"},
    {SWITCH("refuse", no_yes, "true or false: open no session"), OPTIONAL, .fallback = "false"},
    {SWITCH("dhcp", no_yes, "true or false: lease addresses by DHCP as well"), OPTIONAL, .fallback = "false"},
    {SWITCH("on", no_yes, "true or false: false switches it off"), OPTIONAL, .fallback = "true"}};
static const struct emu_act_argument dhcp[] = {
    {TEXT("option66", "the TFTP server's name: an address, a name or a URL; none: not given"), OPTIONAL},
    {TEXT("option150", "addresses of TFTP servers, as 192.168.1.200,192.168.1.201"), OPTIONAL},
    {TEXT("option159", "a provisioning server, as other makers' phones read it"), OPTIONAL},
    {TEXT("option160", "the same"), OPTIONAL},
    {TEXT("option42", "the time server's address (192.168.1.200); none: not given"), OPTIONAL},
    {TEXT("bootfile", "the boot file: field and option 67"), OPTIONAL},
    {TIME("lease", S, UINT32_MAX *S, "the lease time, as 10m"), OPTIONAL, .fallback = "24h"},
    {SWITCH("refuse", no_yes, "true or false: offer an address, and refuse it when it is asked for"), OPTIONAL,
     .fallback = "false"},
    {SWITCH("second", no_yes, "true or false: a second server, 192.168.1.201, offers after the first"), OPTIONAL,
     .fallback = "false"}};
static const struct emu_act_argument file_port[] = {{WORD("protocol", protocols, "")},
                                                    {NUMBER("port", 1, 65535, "a number from 1 to 65535")}};
static const struct emu_act_argument vlan[] = {{NUMBER("id", 0, 4094, "the VLAN's number"), OPTIONAL}};
static const struct emu_act_argument pppoe_end[] = {{WORD("how", pppoe_ends, ""), OPTIONAL, .fallback = "padt"}};
#define PEER                                                                                                           \
    {                                                                                                                  \
        TEXT("number", "number of a telephone of the provider, as 200")                                                \
    }
static const struct emu_act_argument peer[] = {
    PEER,
    {TEXT("name", "display name"), OPTIONAL},
    {TEXT("codecs", "in order of preference: PCMU, PCMA, G726-16, G726-24, G726-32, G726-40"), OPTIONAL,
     .fallback = EMU_LAB_CODECS},
    {TIME("answers_after", 0, 3600 * S, "answer by itself after this time, as 2s"), OPTIONAL},
    {NUMBER("refuses", 300, 699, "a SIP status to refuse calls with"), OPTIONAL},
    {TEXT("contact", "a SIP URI for 3xx: sip:300@192.168.1.200"), OPTIONAL},
    {NUMBER("progress", 100, 183, "SIP status while it rings: 100, 180, 182, 183"), OPTIONAL, .fallback = "180"},
    {SWITCH("early", no_yes, "true or false: 183 with SDP; sound before the answer"), OPTIONAL, .fallback = "false"},
    {SWITCH("reliable", no_yes, "true or false: reliable ringing for who supports it (RFC 3262)"), OPTIONAL,
     .fallback = "false"},
    {SWITCH("silent", no_yes, "true or false: answer nothing"), OPTIONAL, .fallback = "false"},
    {SWITCH("events", no_yes, "true or false: accept RFC 4733 telephone events"), OPTIONAL, .fallback = "true"},
    {SWITCH("challenges", no_yes, "true or false: challenge BYE, INFO and re-INVITE"), OPTIONAL, .fallback = "false"},
    {TIME("slow", 1, 600 * S, "delay of each SIP answer, as 2s"), OPTIONAL},
    {PART("loses_rtp", "give true for all packets that it sends, or a fraction such as 0.05")},
    {NUMBER("ptime", 10, 160, "milliseconds of sound in a packet: 10 to 160"), OPTIONAL, .fallback = "20"},
    {NUMBER("refer", 200, 699, "SIP status for a REFER: 202 calls where it is sent"), OPTIONAL, .fallback = "202"},
    {SWITCH("notify", no_yes, "true or false: report what became of a REFER"), OPTIONAL, .fallback = "true"},
    {TEXT("headers", "further header lines of its answers to INVITE"), OPTIONAL},
    {TEXT("sdp", "an SDP to send instead of its own"), OPTIONAL}};
static const struct emu_act_argument call[] = {
    {TEXT("to", "number that a line has registered, User_ID of a line, or a telephone")},
    {TEXT("from", "number of the calling telephone"), OPTIONAL, .fallback = "200"},
    {TEXT("name", "display name of the caller"), OPTIONAL},
    {TEXT("codecs", "codecs to offer, in order: PCMU,PCMA"), OPTIONAL},
    {TEXT("alert_info", "value of Alert-Info, as Bellcore-r3"), OPTIONAL},
    {SWITCH("anonymous", no_yes, "true or false: withhold the number"), OPTIONAL, .fallback = "false"},
    {SWITCH("reliable", no_yes, "true or false: require reliable ringing (RFC 3262)"), OPTIONAL, .fallback = "false"},
    {SWITCH("offer", no_yes, "true or false: send SDP with the INVITE"), OPTIONAL, .fallback = "true"},
    {NUMBER("expires", 1, 1000000, "seconds: the Expires header of the INVITE"), OPTIONAL},
    {TEXT("user", "user name for the unit's challenge"), OPTIONAL},
    {TEXT("password", "password for it"), OPTIONAL},
    {TEXT("replaces", "number of a telephone: take over its call (Replaces)"), OPTIONAL},
    {TEXT("headers", "further header lines of the INVITE"), OPTIONAL}};
static const struct emu_act_argument peer_only[] = {PEER};
static const struct emu_act_argument peer_say[] = {
    PEER, {BYTES("what", "`tone 880 Hz`, `tone 350+440 Hz`, silence, or the bytes of a WAV file")}};
static const struct emu_act_argument peer_transfer[] = {
    PEER,
    {TEXT("to", "a number, or a SIP URI: sip:1002@192.168.1.100:5061")},
    {TEXT("replaces", "number of a telephone: let its call be taken over"), OPTIONAL}};
static const struct emu_act_argument peer_dtmf[] = {
    PEER,
    {TEXT("keys", "0-9 * # A-D")},
    {WORD("how", dtmf_hows, ""), OPTIONAL, .fallback = "rtp"},
    {TIME("time", 40 * MS, 5 * S, "length of a key, 40ms to 5s"), OPTIONAL, .fallback = "100ms"}};
/* clang-format off */
#define FAULT_PART(n, h) {PART(n, h)},
#define FAULT_TIME(n, h) {TIME(n, 1, 24 * 3600 * S, h), OPTIONAL},
#define FAULT_RATE(n, h) {NUMBER(n, 1, 1000000000, h), OPTIONAL},
#define FAULT(id, name, value, help) FAULT_##value(name, help)
/* clang-format on */
static const struct emu_act_argument fault[] = {
    EMU_FAULT_LIST(FAULT) /* the rows for frames */
    {WORD("only", service, ""), OPTIONAL},
    {WORD("way", ways, ""), OPTIONAL},
    {WORD("port", port, "the cable, wan or lan (default: wan)"), OPTIONAL, .fallback = "wan"},
    {NUMBER("count", 1, 1000000, "a number from 1 to 1000000: end the fault after N hits"), OPTIONAL},
    {NUMBER("status", 1, 599, "a number from 1 to 599: HTTP status to answer with"), OPTIONAL},
    {WORD("certificate", certificates, ""), OPTIONAL},
    {WORD("tls", tls_words, ""), OPTIONAL},
    {WORD("client", clients, ""), OPTIONAL},
    {SWITCH("dead_address", no_yes, "true or false: resolve each name to an unreachable address first"), OPTIONAL},
    {SWITCH("no_option_66", no_yes, "true or false: leases without option 66"), OPTIONAL}};

static const struct emu_act_argument pc_ping[] = {{TEXT("address", "203.0.113.7")}};
static const struct emu_act_argument address[] = {{BYTES("address", "the address that it got")}};
static const struct emu_act_argument answered[] = {{NUMBER("ms", 0, 0, "milliseconds until the reply; -1: no reply")}};
static const struct emu_act_argument at[] = {{TIME("at_s", 0, 0, "virtual time")}};
static const struct emu_act_argument page[] = {{NUMBER("status", 0, 0, "HTTP status")},
                                               {BYTES("body", "response body")}};
static const struct emu_act_argument sip_status[] = {{NUMBER("status", 0, 0, "SIP status; 0: no answer")}};

/* ---- errors ---- */

#define JACK_OUT "the telephone's cable is out: plug it in with cable"
static const struct emu_act_text dial_texts[] = {
    {RT_EREFUSED, "the handset is on-hook: lift it first with offhook"},
    {RT_EINVAL, "not a DTMF digit: use 0-9 * # A-D, ',' for a pause of 1 s, and keys for letters (RESET: 73738)"},
    {RT_EFULL, "too many digits at once: dial them in two parts"},
    {RT_ETIMEDOUT, "the line is not powered: is the unit on?"},
    {RT_EUNREACH, JACK_OUT},
    {RT_OK, ""}};
static const struct emu_act_text press_texts[] = {{RT_EREFUSED, "the handset is on-hook: lift it first with offhook"},
                                                  {RT_EUNREACH, JACK_OUT},
                                                  {RT_EINVAL, "not a DTMF digit: give one of 0-9 * # A-D"},
                                                  {RT_EBUSY, "another key is down: release it first"},
                                                  {RT_OK, ""}};
static const struct emu_act_text release_texts[] = {{RT_ENOENT, "no key is down: press one first"}, {RT_OK, ""}};
static const struct emu_act_text speak_texts[] = {
    {RT_EUNREACH, JACK_OUT},
    {RT_EREFUSED, "the handset is on-hook: lift it first with offhook"},
    {RT_EFULL, "the microphone holds two minutes of sound: speak less at once"},
    {RT_OK, ""}};
static const struct emu_act_text flash_texts[] = {
    {RT_EREFUSED, "the handset is on-hook: lift it first with offhook"},
    {RT_EBUSY, "the previous hook flash is still in progress: wait first"},
    {RT_OK, ""}};
static const struct emu_act_text file_texts[] = {{RT_EFULL, "the provider already serves 64 files: remove one"},
                                                 {RT_ENOTSUP, "the provider serves no files: start it with --lab DIR"},
                                                 {RT_OK, ""}};
static const struct emu_act_text answer_texts[] = {
    {RT_EFULL, "16 answers are queued already: let the unit fetch some first"},
    {RT_ENOTSUP, "the provider serves no files: start it with --lab DIR"},
    {RT_OK, ""}};
static const struct emu_act_text hold_texts[] = {{RT_EFULL, "requests for 8 paths are held already: release some"},
                                                 {RT_ENOTSUP, "the provider serves no files: start it with --lab DIR"},
                                                 {RT_OK, ""}};
static const struct emu_act_text srv_texts[] = {{RT_EFULL, "the provider has 16 SRV records already"}, {RT_OK, ""}};
static const struct emu_act_text peer_texts[] = {{RT_EINVAL, "number, codecs, name or contact is wrong: see help peer"},
                                                 {RT_EFULL, "the provider has 16 telephones already"},
                                                 {RT_OK, ""}};
static const struct emu_act_text peer_state_texts[] = {
    {RT_ENOENT, "the provider has no telephone of that number: add it with peer"},
    {RT_EREFUSED, "the telephone's call is not in a state for that: wait until it rings or talks"},
    {RT_EINVAL, "give `tone 880 Hz`, silence or a WAV file of 8 kHz, mono, 16 bit; keys are 0-9 * # A-D"},
    {RT_ENOTSUP, "the other side accepts no telephone events: use how=inband or how=info"},
    {RT_EFULL, "too many keys at once"},
    {RT_OK, ""}};
static const struct emu_act_text call_texts[] = {
    {RT_EUNREACH, "the number is not registered, and no line has it as User_ID"},
    {RT_EBUSY, "the calling telephone is in a call: give another number with from"},
    {RT_EINVAL, "a number has no blanks, and names no quotes"},
    {RT_OK, ""}};
static const struct emu_act_text host_texts[] = {{RT_EFULL, "the provider already knows 32 names"}, {RT_OK, ""}};

static const struct emu_act_text port_texts[] = {
    {RT_EBUSY, "the provider uses this port for something else, or --map leads it to a real server: choose another"},
    {RT_EFULL, "the provider already has 4 further ports"},
    {RT_ENOTSUP, "the provider serves no files: start with --lab DIR"},
    {RT_OK, ""}};

/* ---- the rows ---- */

#define COUNT(list) (sizeof(list) / sizeof(list)[0])
_Static_assert(COUNT(fault) <= EMU_ACT_ARGUMENTS_MAX, "the act with the most arguments: act/act.h");
#define BARE(n, h, f, e)                .name = n, .help = h, .start = f, .end = EMU_ACT_##e
#define ACT(n, h, arguments_, f, e)     BARE(n, h, f, e), .arguments = arguments_, .n_arguments = COUNT(arguments_)
/* What a unit alone has not: a provider, a PC, cables to them. */
#define OUTSIDE(n, h, arguments_, f, e) ACT(n, h, arguments_, f, e), .is_outside = true
#define GIVES(results_)                 .results = results_, .n_results = COUNT(results_)

static const struct emu_act acts[] = {
    {ACT("offhook", "lift handset 1 or 2", telephone, act_offhook, SETTLED)},
    {ACT("onhook", "replace handset 1 or 2", telephone, act_onhook, SETTLED)},
    {ACT("dial", "dial DTMF digits: 0-9 * # A-D; ',' pauses 1 s; returns after the last one", dial, act_dial, WHEN),
     .limit_us = 200 * S, /* a full microphone is two minutes of sound, board/fxs.h */
     .is_done = act_dial_is_done, .texts = dial_texts},
    {ACT("press", "press a key and hold it: its tone sounds until release", press, act_press, AT_ONCE),
     .texts = press_texts},
    {ACT("release", "release the key that is down; a tone lasts 70 ms at least", telephone, act_release, AT_ONCE),
     .texts = release_texts},
    {ACT("speak", "send a tone into the microphone; returns at once", speak, act_speak, AT_ONCE), .texts = speak_texts},
    {ACT("timing", "set the tone and pause length of dialled digits [100 ms each]", timing, act_timing, AT_ONCE)},
    {ACT("display", "give the telephone the caller ID display of another country", display, act_display, AT_ONCE)},
    {ACT("flash", "send a 300 ms hook flash", telephone, act_flash, AFTER),
     .limit_us = (EMU_PHONE_FLASH_MS + 50u) * MS, /* and the hand lets go */
     .finish = act_flash_finish, .texts = flash_texts, GIVES(at)},
    {ACT("power", "switch the power on or off", power, act_power, SETTLED)},
    {ACT("cable", "plug in or unplug the cable of an Ethernet port or of a telephone", cable, act_cable, SETTLED)},
    {BARE("corrupt", "corrupt both firmware banks: the next boot enters recovery", act_corrupt, AT_ONCE)},
    {ACT("faults", "inject flash faults, counted in operations from now; without a plan, clear them", faults,
         act_faults, AT_ONCE)},
    {ACT("web", "request a page from the unit's web server", web, act_web, WHEN), .limit_us = 30 * S,
     .drives_time = true, .is_done = act_web_is_done, .finish = act_web_finish, GIVES(page)},
    {ACT("post", "send form fields to the unit's web server, as a script does", post, act_post, WHEN),
     .limit_us = 30 * S, .drives_time = true, .is_done = act_web_is_done, .finish = act_web_finish, GIVES(page)},
    {ACT("submit", "edit fields of a tab of the unit's pages and submit them; fails if the unit refuses one", submit,
         act_submit, WHEN),
     .limit_us = 30 * S, .drives_time = true, .is_done = act_web_is_done, .finish = act_submit_finish, GIVES(page)},
    {OUTSIDE("notify", "send a SIP NOTIFY from the provider to a line; answers the unit's challenge", notify,
             act_notify, WHEN),
     .limit_us = 2 * S, .drives_time = true, .is_done = act_notify_is_done, .finish = act_notify_finish,
     GIVES(sip_status)},
    {OUTSIDE("file", "serve a file by TFTP and HTTP; without content, stop serving it", file, act_file, AT_ONCE),
     .texts = file_texts},
    {OUTSIDE("answer", "queue an answer for the next requests for a file", answer, act_answer, AT_ONCE),
     .texts = answer_texts},
    {OUTSIDE("hold", "hold requests for a file until `answer` provides one; off: stop holding", hold, act_hold,
             AT_ONCE),
     .texts = hold_texts},
    {OUTSIDE("image", "serve the firmware image of a release, damaged if asked", image, act_image, AT_ONCE),
     .texts = file_texts},
    {OUTSIDE("host", "set the addresses of a name in the provider's DNS", host, act_host, AT_ONCE),
     .texts = host_texts},
    {OUTSIDE("srv", "add an SRV record to the provider's DNS", srv, act_srv, AT_ONCE), .texts = srv_texts},
    {OUTSIDE("port", "serve files at a further port of the provider", file_port, act_port, AT_ONCE),
     .texts = port_texts},
    {OUTSIDE("dhcp", "set the provider's DHCP server; what is not given is as usual", dhcp, act_dhcp, AT_ONCE)},
    {OUTSIDE("registrar", "let lines register at the provider, or refuse them", registrar, act_registrar, AT_ONCE)},
    {OUTSIDE("mailbox", "set the messages of a mailbox and notify its line", mailbox, act_mailbox, AT_ONCE)},
    {OUTSIDE("stun", "make the provider a STUN server that sees the unit behind a NAT", stun, act_stun, AT_ONCE)},
    {OUTSIDE("nat", "put a NAT that forgets UDP mappings between the unit and the provider", nat, act_nat, AT_ONCE)},
    {OUTSIDE("pppoe", "make the provider a PPPoE concentrator in place of its DHCP server", pppoe, act_pppoe, AT_ONCE)},
    {OUTSIDE("pppoe_end", "end the unit's PPPoE session", pppoe_end, act_pppoe_end, AT_ONCE)},
    {OUTSIDE("peer", "add or change a telephone of the provider", peer, act_peer, AT_ONCE), .texts = peer_texts},
    {OUTSIDE("call", "let a telephone of the provider call a line", call, act_call, AT_ONCE), .texts = call_texts},
    {OUTSIDE("peer_answer", "answer the call that rings at a provider's telephone", peer_only, act_peer_answer,
             SETTLED),
     .texts = peer_state_texts},
    {OUTSIDE("peer_hangup", "end or refuse the call of a provider's telephone", peer_only, act_peer_hangup, SETTLED),
     .texts = peer_state_texts},
    {OUTSIDE("peer_hold", "hold the call of a provider's telephone", peer_only, act_peer_hold, SETTLED),
     .texts = peer_state_texts},
    {OUTSIDE("peer_resume", "resume the held call of a provider's telephone", peer_only, act_peer_resume, SETTLED),
     .texts = peer_state_texts},
    {OUTSIDE("peer_say", "set what a provider's telephone says", peer_say, act_peer_say, AT_ONCE),
     .texts = peer_state_texts},
    {OUTSIDE("peer_dtmf", "send DTMF from a provider's telephone", peer_dtmf, act_peer_dtmf, AT_ONCE),
     .texts = peer_state_texts},
    {OUTSIDE("peer_transfer", "transfer the other side of a provider's telephone (REFER)", peer_transfer,
             act_peer_transfer, SETTLED),
     .texts = peer_state_texts},
    {OUTSIDE("vlan", "put the provider behind a VLAN; without a number, behind none", vlan, act_vlan, AT_ONCE)},
    {BARE("pc_lease", "let the PC at the LAN port ask for an address by DHCP", act_pc_lease, WHEN), .is_outside = true,
     .limit_us = 5 * S, .drives_time = true, .is_done = act_pc_lease_is_done, .finish = act_pc_lease_finish,
     GIVES(address)},
    {OUTSIDE("pc_ping", "ping an address from the PC at the LAN port", pc_ping, act_pc_ping, WHEN), .limit_us = 2 * S,
     .drives_time = true, .is_done = act_pc_ping_is_done, .finish = act_pc_ping_finish, GIVES(answered)},
    {OUTSIDE("fault", "inject network or provider faults", fault, act_fault, AT_ONCE)},
    {BARE("heal", "clear all network and provider faults", act_heal, AT_ONCE), .is_outside = true},
    {ACT("screenshot", "save a picture of the unit as PNG; needs no display", screenshot, act_screenshot, AT_ONCE)},
    {ACT("note", "write a note to the trace", note, act_note, AT_ONCE)},
};

size_t emu_acts_n(void)
{
    return COUNT(acts);
}

const struct emu_act *emu_act_row(size_t i)
{
    return i < COUNT(acts) ? &acts[i] : NULL;
}

const struct emu_act *emu_act_find(const char *name)
{
    for (size_t i = 0; i < COUNT(acts); i++) {
        if (strcmp(acts[i].name, name) == 0) {
            return &acts[i];
        }
    }
    return NULL;
}

const char *emu_act_name(const void *unused, size_t i)
{
    (void)unused;
    return i < COUNT(acts) ? acts[i].name : NULL;
}

const char *emu_act_argument_name(const void *act, size_t i)
{
    const struct emu_act *a = act;
    return i < a->n_arguments ? a->arguments[i].name : NULL;
}

int emu_act_argument_find(const struct emu_act *act, struct rt_str name)
{
    for (size_t i = 0; i < act->n_arguments; i++) {
        if (rt_str_is(name, act->arguments[i].name)) {
            return (int)i;
        }
    }
    return -1;
}
