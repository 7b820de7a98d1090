/* SPDX-License-Identifier: MIT */
/* Hints for failures: text to match in the detail, and advice. The first matching row counts. */
#include "check_priv.h"
#include <string.h>

static const char no_certificate[] =
    "the server wants a client certificate, which units have had since release 2.0: leave "
    "--no-certificate out";

static const char explain_file[] =
    "save what the server sends, and run 'vspa explain FILE': it shows the place, and what to do";

static const struct {
    const char *words, *hint;
} rows[] = {
    {"server: protocol version",
     "the server takes none of TLS 1.0, 1.1 and 1.2, so TLS 1.3 alone: a unit of 2007 has TLS 1.0, and vspa no 1.3 "
     "(mbedTLS 2.28): let the server take TLS 1.0 at the units' address"},
    {"self-signed", "units trust one root only: have the server's CSR signed ('vspa pki sign' for virtual units)"},
    {"no root of this firmware",
     "units trust one root only: have the server's CSR signed ('vspa pki sign' for virtual units)"},
    {"not directly by a root", "units take no intermediate certificate: have the server's CSR signed by the root"},
    {": not for ", "the CN of the certificate must be the server's name in the URL; other names in it do not count"},
    {": expired on ", "renew the certificate; the unit's clock is set by NTP (--date)"},
    {"which the unit's clock has not reached", "the unit's clock is set by NTP (--date)"},
    {"handshake failure", "the server shares no cipher suite with the unit: allow AES128-SHA or AES256-SHA"},
    {"asks for a client certificate, none", no_certificate},
    {"client certificate asked for, none installed", no_certificate},
    {"is the phrase of --key", "if the phrase is right: encrypt with 'openssl enc -aes-256-cbc -md md5', whose digest "
                               "openssl 1.1 and later no longer take by default"},
    {"padding",
     "is the phrase of --key the right one? If it is: encrypt with 'openssl enc -aes-256-cbc -md md5', whose "
     "digest openssl 1.1 and later no longer take by default"},
    {"invalid SSL record", "what answers there is no TLS: an HTTP server? Write http://, or the port of its HTTPS"},
    {"127.0.0.1:",
     "127.0.0.1 is the unit itself: write 192.168.1.200 in the URL, and lead it to this host with --map tcp:PORT=PORT"},
    {"no answer to ", "start the TFTP server; --map udp:69=PORT leads 192.168.1.200 to a server of this host; a server "
                      "that takes longer than a second to answer needs a longer --patience"},
    {": nothing for ", "the server took the connection and sent nothing: if it only takes longer than a second to "
                       "answer, give it a longer --patience, as 10000"},
    {": timed out",
     "no DNS server answered: --host NAME=ADDR resolves NAME without one, as --host my.test=192.168.1.200"},
    {"no redirect is followed", "write the address that it names in the URL, or let the server answer there itself"},
    {"status 401",
     "a unit sends no password for a file: let the server identify it by $MA, $SN or a client certificate"},
    {"closing tag", explain_file},
    {"not a profile", explain_file},
    {"no flat-profile", explain_file},
    {"connection refused",
     "nothing listens there: start the server; --map tcp:PORT=PORT leads 192.168.1.200 to a server of this host"},
};

const char *check_hint(const char *failure)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strstr(failure, rows[i].words) != NULL) {
            return rows[i].hint;
        }
    }
    return NULL;
}
