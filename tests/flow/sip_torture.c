/* SPDX-License-Identifier: MIT */
/*
 * Tortuous messages, after those of RFC 4475: each is answered as said, or dropped, and does no harm: the unit serves
 * the next request, and its line is idle in the end. The texts keep what each of the RFC's messages is about.
 */
#include <harness/test.h>
#include <harness/call_peer.h>
#include <fw/call.h>
#include <stdio.h>
#include <string.h>

#define VIA            "Via: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKt\r\n"
#define FROM           "From: <sip:caller@example.com>;tag=1928\r\n"
#define TO             "To: <sip:1001@192.168.1.100>\r\n"
#define ID             "Call-ID: torture@192.168.1.60\r\n"
#define ME             "Contact: <sip:caller@192.168.1.60>\r\n"
#define SDP            "v=0\r\no=- 1 1 IN IP4 192.168.1.60\r\ns=-\r\nc=IN IP4 192.168.1.60\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n"
#define WITH_SDP       "Content-Type: application/sdp\r\nContent-Length: 93\r\n\r\n" SDP
#define NOTHING        "Content-Length: 0\r\n\r\n"
#define INVITE_OF_LINE "INVITE sip:1001@192.168.1.100 SIP/2.0\r\n"
#define OPTIONS_LINE   "OPTIONS sip:1001@192.168.1.100 SIP/2.0\r\n"
#define SILENCE        0
#define DROPPED        0 /* the RFC would answer or accept; what the parser cannot read has no return address (guess) */

static const struct row {
    const char *name; /* of the RFC */
    int status;       /* of the first answer; SILENCE */
    const char *text;
} rows[] = {
    /* 3.1.1: valid messages */
    {"wsinv", 180,
     "INVITE sip:1001@192.168.1.100;unknownparam SIP/2.0\r\nTO :\r\n sip:1001@192.168.1.100 ;   tag    \r\nFrOm   : "
     "\"J Rosenberg"
     " \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\nMaX-fOrWaRdS: 0068\r\nCall-ID: "
     "wsinv.ndaksdj@192.0.2.1\r\n"
     "Content-Length   : 93\r\ncseq: 0009\r\n  INVITE\r\nVia  : SIP  /   2.0\r\n /UDP\r\n    "
     "192.168.1.60;branch=390skdjuw\r\n"
     "s :\r\nNewFangledHeader:   newfangled value\r\n continued newfangled value\r\nUnknownHeaderWithUnusualValue: "
     ";;,,;;,;\r\n"
     "Content-Type: application/sdp\r\nRoute:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\r\n"
     "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n SIP  /    2.0   / UDP  "
     "192.168.255.111"
     "   ; branch=\r\n z9hG4bK30239\r\nm:\"Quoted string \\\"\\\"\" <sip:jdrosen@192.168.1.60> ; newparam =\r\n      "
     "newvalue ;\r\n"
     "  secondparam ; q = 0.33\r\n\r\n" SDP},
    {"intmeth", DROPPED,
     "!interesting-Method0123456789_*+`.%indeed'~ sip:1001@192.168.1.100 SIP/2.0\r\n" VIA
     "To: \"BEL:\\\x07 NUL:\\ DEL:\\\" <sip:1001@192.168.1.100>\r\n" FROM ID
     "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~\r\nMax-Forwards: 255\r\n" NOTHING},
    {"esc01", 404,
     "INVITE sip:sips%3Auser%40example.com@example.net SIP/2.0\r\n" VIA "To: sip:%75se%72@example.com\r\n"
     "From: <sip:I%20have%20spaces@example.net>;tag=938\r\n" ID ME "CSeq: 1 INVITE\r\n" WITH_SDP},
    {"escnull", 405,
     "REGISTER sip:example.com SIP/2.0\r\n" VIA "To: sip:null-%00-null@example.com\r\n"
     "From: sip:null-%00-null@example.com;tag=8\r\n" ID
     "CSeq: 14398234 REGISTER\r\nContact: <sip:%00@host5.example.com>\r\n" NOTHING},
    {"esc02", 501,
     "RE%47IST%45R sip:registrar.example.com SIP/2.0\r\n" VIA "To: \"%Z%45\" <sip:resource@example.com>\r\n"
     "From: \"%Z%45\" <sip:resource@example.com>;tag=f23\r\n" ID "CSeq: 29344 RE%47IST%45R\r\n" NOTHING},
    {"lwsdisp", 200,
     OPTIONS_LINE VIA "From: caller<sip:caller@example.com>;tag=323\r\n" TO ID "CSeq: 60 OPTIONS\r\n" NOTHING},
    {"dblreq", 200,
     OPTIONS_LINE VIA FROM TO ID "CSeq: 8 OPTIONS\r\n" NOTHING
                                 "INVITE sip:joe@example.com SIP/2.0\r\nThe rest is of no one.\r\n"},
    {"semiuri", 404,
     "OPTIONS sip:user;par=u%40example.net@example.com SIP/2.0\r\n" VIA FROM TO ID "CSeq: 8 OPTIONS\r\n" NOTHING},
    {"transports", 200,
     OPTIONS_LINE
     "Via: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKkdjuw\r\nVia: SIP/2.0/SCTP s2.example.com;branch=z9hG4bKk\r\n"
     "Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bKl\r\nVia: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKm\r\n"
     "Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bKn\r\n" FROM TO ID "CSeq: 60 OPTIONS\r\n" NOTHING},
    {"mpart01", 405,
     "MESSAGE sip:1001@192.168.1.100 SIP/2.0\r\n" VIA FROM TO ID "CSeq: 127 MESSAGE\r\n"
     "Content-Type: multipart/mixed;boundary=7a9cbec02ceef655\r\nContent-Length: "
     "40\r\n\r\n--7a9cbec02ceef655\r\nContent-Type: a/b\r\n\r\n"},
    {"unreason", SILENCE,
     "SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe\r\n" VIA FROM TO ID "CSeq: 35 INVITE\r\n" ME NOTHING},
    {"noreason", SILENCE, "SIP/2.0 100 \r\n" VIA FROM TO ID "CSeq: 35 INVITE\r\n" NOTHING},
    /* 3.1.2: invalid messages */
    {"badinv01", DROPPED,
     INVITE_OF_LINE "Via: SIP/2.0/UDP 192.168.1.60;;,;,,\r\nFrom: <sip:j@example.com>;tag=98asjd8;;;,,,;\r\n" TO ID ME
                    "CSeq: 8 INVITE x\r\n" WITH_SDP},
    {"clerr", 400, OPTIONS_LINE VIA FROM TO ID "CSeq: 8 OPTIONS\r\nContent-Length: 9999\r\n\r\nv=0\r\n"},
    {"ncl", 400, OPTIONS_LINE VIA FROM TO ID "CSeq: 8 OPTIONS\r\nContent-Length: -999\r\n\r\nv=0\r\n"},
    {"scalar02", 405,
     "REGISTER sip:example.com SIP/2.0\r\n" VIA FROM TO ID
     "CSeq: 36893488147419103232 REGISTER\r\nMax-Forwards: 300\r\n"
     "Expires: 10000000000000000000000000000000000\r\n" NOTHING},
    {"scalarlg", SILENCE,
     "SIP/2.0 503 Service Unavailable\r\n" VIA FROM TO ID
     "CSeq: 9292394834772304023312 OPTIONS\r\nRetry-After: 949302838503028349304023988\r\nWarning: 1812 overture "
     "\"x\"\r\n" NOTHING},
    {"quotbal", DROPPED,
     OPTIONS_LINE VIA FROM "To: \"Mr J. User <sip:1001@192.168.1.100>\r\n" ID "CSeq: 8 OPTIONS\r\n" NOTHING},
    {"ltgtruri", DROPPED,
     "INVITE <sip:1001@192.168.1.100> SIP/2.0\r\n" VIA FROM TO ID ME "CSeq: 1 INVITE\r\n" WITH_SDP},
    {"lwsruri", DROPPED,
     "INVITE sip:1001@192.168.1.100; lr SIP/2.0\r\n" VIA FROM TO ID ME "CSeq: 1 INVITE\r\n" WITH_SDP},
    {"lwsstart", DROPPED,
     "INVITE  sip:1001@192.168.1.100  SIP/2.0\r\n" VIA FROM TO ID ME "CSeq: 1 INVITE\r\n" WITH_SDP},
    {"trws", DROPPED, "OPTIONS sip:1001@192.168.1.100 SIP/2.0  \r\n" VIA FROM TO ID "CSeq: 1 OPTIONS\r\n" NOTHING},
    {"escruri", 404,
     "INVITE sip:user@example.com?Route=%3Csip:example.com%3E SIP/2.0\r\n" VIA FROM TO ID ME
     "CSeq: 1 INVITE\r\n" WITH_SDP},
    {"baddate", 180,
     INVITE_OF_LINE VIA FROM TO ID ME "CSeq: 1 INVITE\r\nDate: Fri, 01 Jan 2010 16:00:00 EST\r\n" WITH_SDP},
    {"regbadct", 405,
     "REGISTER sip:example.com SIP/2.0\r\n" VIA FROM TO ID
     "CSeq: 1 REGISTER\r\nContact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\r\n" NOTHING},
    {"badaspec", 200, /* blanks within < >: read past, as section 3.1.2.14 allows */
     OPTIONS_LINE VIA "From: \"Bell, Alexander\" <sip:a.g.bell@bell-tel.example>;tag=43\r\n" ID
                      "To: \"Watson, Thomas\" < sip:1001@192.168.1.100 >\r\nCSeq: 8 OPTIONS\r\n" NOTHING},
    {"baddn", 200, /* a name without its quotes: read past (3.1.2.15) */
     OPTIONS_LINE VIA
     "From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43\r\nTo: Watson, Thomas <sip:1001@192.168.1.100>\r\n" ID
     "CSeq: 8 OPTIONS\r\n" NOTHING},
    {"badvers", 505,
     "OPTIONS sip:1001@192.168.1.100 SIP/7.0\r\nVia: SIP/7.0/UDP 192.168.1.60;branch=z9hG4bKt\r\n" FROM TO ID
     "CSeq: 8 OPTIONS\r\n" NOTHING},
    {"mismatch01", 400, OPTIONS_LINE VIA FROM TO ID "CSeq: 8 INVITE\r\n" NOTHING},
    {"mismatch02", 400, "NEWMETHOD sip:1001@192.168.1.100 SIP/2.0\r\n" VIA FROM TO ID "CSeq: 8 INVITE\r\n" NOTHING},
    {"bigcode", SILENCE,
     "SIP/2.0 4294967301 better not break the receiver\r\n" VIA FROM TO ID "CSeq: 353494 INVITE\r\n" NOTHING},
    /* 3.2 to 3.4: transactions, applications, compatibility */
    {"badbranch", 200,
     OPTIONS_LINE "Via: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bK\r\n" FROM TO ID "CSeq: 8 OPTIONS\r\n" NOTHING},
    {"insuf", SILENCE, INVITE_OF_LINE "CSeq: 193942 INVITE\r\n" VIA WITH_SDP},
    {"unkscm", 416,
     "OPTIONS nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0\r\n" VIA FROM TO ID "CSeq: 8 OPTIONS\r\n" NOTHING},
    {"novelsc", DROPPED,
     "OPTIONS soap.beep://192.0.2.103:3002 SIP/2.0\r\n" VIA FROM TO ID "CSeq: 8 OPTIONS\r\n" NOTHING},
    {"unksm2", 405,
     "REGISTER sip:example.com SIP/2.0\r\n" VIA "From: <isbn:2983792873>;tag=1\r\nTo: <isbn:2983792873>\r\n" ID
     "CSeq: 8 REGISTER\r\n" NOTHING},
    {"bext01", 420,
     OPTIONS_LINE VIA FROM TO ID "CSeq: 8 OPTIONS\r\nRequire: nothingSupportsThis, nothingSupportsThisEither\r\n"
                                 "Proxy-Require: noProxiesSupportThis\r\n" NOTHING},
    {"invut", 415,
     INVITE_OF_LINE VIA FROM TO ID ME
     "CSeq: 8 INVITE\r\nContent-Type: application/unknownformat\r\nContent-Length: 40\r\n\r\n"
     "<audio>\r\n <pcmu port=\"443\"/>\r\n</audio>\r\n "},
    {"regaut01", 405,
     "REGISTER sip:example.com SIP/2.0\r\n" VIA FROM TO ID
     "CSeq: 8 REGISTER\r\nAuthorization: NoOneKnowsThisScheme opaque-data=here\r\n" NOTHING},
    {"multi01", SILENCE,
     INVITE_OF_LINE "CSeq: 5 INVITE\r\n" VIA "CSeq: 59 INVITE\r\n" FROM "From: <sip:other@example.com>;tag=2\r\n" TO
                    "To: <sip:t@example.com>\r\n" ID "Call-ID: 98asdh@192.0.2.1\r\n" ME WITH_SDP},
    {"mcl01", 200,
     OPTIONS_LINE VIA FROM TO ID "CSeq: 5 OPTIONS\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nv=0\r\n"},
    {"bcast", SILENCE,
     "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1\r\nVia: SIP/2.0/UDP "
     "255.255.255.255;branch=z\r\n" FROM TO ID "CSeq: 29 INVITE\r\n" ME WITH_SDP},
    {"zeromf", 200, OPTIONS_LINE VIA FROM TO ID "CSeq: 39 OPTIONS\r\nMax-Forwards: 0\r\n" NOTHING},
    {"cparam01", 405,
     "REGISTER sip:example.com SIP/2.0\r\n" VIA FROM TO ID
     "CSeq: 2 REGISTER\r\nContact: sip:+19725552222@gw1.example.net;unknownparam\r\n" NOTHING},
    {"sdp01", 180, INVITE_OF_LINE VIA FROM TO ID ME "CSeq: 8 INVITE\r\nAccept: text/nobodyKnowsThis\r\n" WITH_SDP},
    {"inv2543", 180,
     INVITE_OF_LINE "Via: SIP/2.0/UDP 192.168.1.60:5060\r\nFrom: <sip:caller@example.com>\r\n" TO ID ME
                    "CSeq: 8 INVITE\r\n" WITH_SDP},
    /* and some of our own */
    {"a From of one byte 255", 200,
     OPTIONS_LINE VIA "From: <sip:\xff@\xff>;tag=1\r\n" TO ID "CSeq: 8 OPTIONS\r\n" NOTHING}, /* CVE-2007-2270 */
    {"no Contact", 400, INVITE_OF_LINE VIA FROM TO ID "CSeq: 8 INVITE\r\n" WITH_SDP},
    {"a Contact that is none", 400, INVITE_OF_LINE VIA FROM TO ID "Contact: <<>>,;@\r\nCSeq: 8 INVITE\r\n" WITH_SDP},
    {"percent signs", 180,
     INVITE_OF_LINE VIA "From: %s%n%d <sip:%n%s@example.com>;tag=%x\r\n" TO ID ME "CSeq: 8 INVITE\r\n" WITH_SDP},
    {"an ACK", SILENCE, "ACK sip:1001@192.168.1.100 SIP/2.0\r\n" VIA FROM TO ID "CSeq: 8 ACK\r\n" NOTHING},
    {"a CANCEL", 481, "CANCEL sip:1001@192.168.1.100 SIP/2.0\r\n" VIA FROM TO ID "CSeq: 8 CANCEL\r\n" NOTHING},
    {"a BYE", 481,
     "BYE sip:1001@192.168.1.100 SIP/2.0\r\n" VIA FROM "To: <sip:1001@a>;tag=none\r\n" ID "CSeq: 8 BYE\r\n" NOTHING},
};

static void try(const struct row *row)
{
    static struct device_rig unit;
    static struct call_peer peer;
    char begin[32];
    device_rig_init(&unit, "5.2.10");
    call_peer_init(&peer, &unit);
    device_rig_start(&unit);
    device_rig_pass_s(&unit, 20);
    unsigned before = peer.n;
    call_peer_send(&peer, row->text);
    device_rig_pass_ms(&unit, 100);
    int status = 0;
    for (unsigned i = before; i < peer.n && (status == 0 || status == 100); i++) {
        (void)sscanf(peer.message[i].text, "SIP/2.0 %d", &status);
    }
    if (status != row->status) {
        print_error("%s: %d, not %d\n", row->name, status, row->status);
    }
    if (peer.n > before) {
        call_peer_send(&peer,
                       "OPTIONS sip:1001@192.168.1.100 SIP/2.0\r\nVia: SIP/2.0/UDP 192.168.1.60;branch=z9hG4bKlast\r\n"
                       "From: <sip:a@b>;tag=last\r\nTo: <sip:c@d>\r\nCall-ID: last\r\nCSeq: 1 OPTIONS\r\n"
                       "Content-Length: 0\r\n\r\n");
        (void)snprintf(begin, sizeof begin, "SIP/2.0 200");
        peer.cursor = peer.n - 1;
        (void)call_peer_expect(&peer, begin, 100);
    }
    if (status == 180) { /* it would ring on: the handset is lifted, and no ACK comes */
        device_rig_hook(&unit, 0, true);
        device_rig_pass_s(&unit, 40);
        device_rig_hook(&unit, 0, false);
    }
    device_rig_pass_s(&unit, 70);
    assert_true(fw_calls_are_idle(fw_device_calls(unit.device)));
    assert_int_equal(status, row->status);
    call_peer_fini(&peer);
    device_rig_fini(&unit);
}

static void each_message_is_answered_without_harm(void **state)
{
    (void)state;
    assert_int_equal(strlen(SDP), 93);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        try(&rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_message_is_answered_without_harm)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
