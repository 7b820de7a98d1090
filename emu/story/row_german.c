/* SPDX-License-Identifier: MIT */
/*
 * Rows of the report in German: templates by their English text (row_list.h), and words that facts are made of. What
 * has no row here stays English: addresses, names of parameters, what a server says.
 */
#include <story/rows.h>
#include "row_fill.h"
#include <string.h>

struct pair {
    const char *english, *german;
};

static const struct pair templates[] = {
    {"switches the unit on", "schaltet das Gerät ein"},
    {"switches the unit off", "schaltet das Gerät aus"},
    {"power off", "Strom aus"},
    {"has no bootable firmware after {cause}", "hat keine startbare Firmware nach {cause}"},
    {"boots release {version} from bank {bank} after {cause}",
     "startet Release {version} von Bank {bank} nach {cause}"},
    {"confirms release {version}", "bestätigt Release {version}"},
    {"restarts", "startet neu"},
    {"does not start; the watchdog retries", "startet nicht; der Watchdog versucht es wieder"},
    {"crashes by an over-long ping", "stürzt durch einen überlangen Ping ab"},
    {"nothing runs until the power is cut", "nichts läuft, bis der Strom getrennt wird"},
    {"has no identity and cannot run", "hat keine Identität und kann nicht laufen"},
    {"recovery: requests tftp://{server}:{port}{path}", "Recovery: fragt nach tftp://{server}:{port}{path}"},
    {"recovery: accepts {product} release {version}", "Recovery: nimmt {product} Release {version} an"},
    {"{bytes:size} for bank {bank}", "{bytes:size} für Bank {bank}"},
    {"recovery: bank {bank} has valid firmware again", "Recovery: Bank {bank} hat wieder gültige Firmware"},
    {"recovery: the attempt failed", "Recovery: der Versuch schlug fehl"},
    {"{error}; retries in {pause_s:s}", "{error}; neuer Versuch in {pause_s:s}"},
    {"plugs the {port} cable", "steckt das Kabel {port}"},
    {"unplugs the {port} cable", "zieht das Kabel {port}"},
    {"hardware fault", "Hardwarefehler"},
    {"has no link on the Internet port", "hat keine Verbindung am Internet-Anschluss"},
    {"has no DHCP server: uses its last known address", "hat keinen DHCP-Server: nimmt seine letzte Adresse"},
    {"sees its address in use by another host", "sieht seine Adresse bei einem anderen Rechner"},
    {"has address {ip}", "hat die Adresse {ip}"},
    {"gateway {gateway}[, option 66 {option66}]", "Gateway {gateway}[, Option 66 {option66}]"},
    {"has address {ip} for {lease_s:s}", "hat die Adresse {ip} für {lease_s:s}"},
    {"has a PPPoE session", "hat eine PPPoE-Sitzung"},
    {"peer {peer}", "Gegenstelle {peer}"},
    {"has no PPPoE session: {why}", "hat keine PPPoE-Sitzung: {why}"},
    {"tries again in {pause_s:s}", "versucht es in {pause_s:s} wieder"},
    {"PPPoE: {method} login refused", "PPPoE: Anmeldung mit {method} abgelehnt"},
    {"gets no address by {type}: tries {other}", "bekommt keine Adresse mit {type}: versucht {other}"},
    {"gives {ip} to {mac} on the LAN port", "gibt {mac} am LAN-Anschluss {ip}"},
    {"for {lease_s:s}", "für {lease_s:s}"},
    {"has no free address for {mac} on the LAN port", "hat keine freie Adresse für {mac} am LAN-Anschluss"},
    {"moves its LAN port to {ip}", "verlegt seinen LAN-Anschluss nach {ip}"},
    {"the Internet port is in the same network", "der Internet-Anschluss ist im selben Netz"},
    {"sets its clock", "stellt seine Uhr"},
    {"resolves {name}", "löst {name} auf"},
    {"cannot resolve {name}", "kann {name} nicht auflösen"},
    {"certificate check", "Prüfung des Zertifikats"},
    {"{question}: failed", "{question}: nicht bestanden"},
    {"profile format: {format}", "Format des Profils: {format}"},
    {"{what} in {delay_s:s}", "{what} in {delay_s:s}"},
    {"first resync after a random delay of {delay_ms:ms}", "erster Resync nach zufälligen {delay_ms:ms}"},
    {"resync begins", "Resync beginnt"},
    {"$PRVST {cause}", "$PRVST {cause}"},
    {"resync waits for idle lines", "Resync wartet auf freie Leitungen"},
    {"resync waits until the lines are idle for {s} s", "Resync wartet, bis die Leitungen {s} s frei sind"},
    {"{parameter} is true", "{parameter} ist wahr"},
    {"{rule}: uses alternative {alternative}", "{rule}: nimmt Möglichkeit {alternative}"},
    {"fetches {scheme}://{server}:{port}{path}", "holt {scheme}://{server}:{port}{path}"},
    {"{bytes:size} in {duration_ms:ms}", "{bytes:size} in {duration_ms:ms}"},
    {"cannot fetch {scheme}://{server}:{port}{path}", "kann {scheme}://{server}:{port}{path} nicht holen"},
    {"profile is invalid at line {line}, column {column}", "Profil ist ungültig in Zeile {line}, Spalte {column}"},
    {"profile: unknown element {element}", "Profil: unbekanntes Element {element}"},
    {"line {line}", "Zeile {line}"},
    {"applies the profile", "wendet das Profil an"},
    {"{elements:#element}: {set} set ({changed} changed), {unchanged} unchanged, {unknown} unknown, {invalid} invalid",
     "Elemente: {elements}, {set} gesetzt ({changed} geändert), {unchanged} gleich, {unknown} unbekannt, {invalid} "
     "ungültig"},
    {"resync done", "Resync beendet"},
    {"resync failed", "Resync fehlgeschlagen"},
    {"upgrade: requests the image", "Upgrade: fordert das Image an"},
    {"upgrade: checks size, signature and product", "Upgrade: prüft Größe, Signatur und Produkt"},
    {"upgrade: writes the other bank", "Upgrade: schreibt die andere Bank"},
    {"upgrade: retries in {delay_s:s}", "Upgrade: neuer Versuch in {delay_s:s}"},
    {"upgrade failed", "Upgrade fehlgeschlagen"},
    {"sends its configuration to {scheme}://{server}:{port}{path}",
     "sendet seine Konfiguration an {scheme}://{server}:{port}{path}"},
    {"configuration report sent", "Konfiguration gemeldet"},
    {"configuration report failed", "Meldung der Konfiguration fehlgeschlagen"},
    {"no configuration report", "keine Meldung der Konfiguration"},
    {"syslog", "Syslog"},
    {"factory reset", "Werksreset"},
    {"parameters that changed: {parameters}", "geänderte Parameter: {parameters}"},
    {"plugs telephone {telephone} in", "steckt Telefon {telephone} ein"},
    {"unplugs telephone {telephone}", "zieht Telefon {telephone} heraus"},
    {"lifts handset {telephone}", "hebt Hörer {telephone} ab"},
    {"puts handset {telephone} down", "legt Hörer {telephone} auf"},
    {"dials {keys} on telephone {telephone}", "wählt {keys} an Telefon {telephone}"},
    {"speaks {hz} Hz into telephone {telephone}", "spricht {hz} Hz in Telefon {telephone}"},
    {"for {duration_ms:ms}", "für {duration_ms:ms}"},
    {"gives telephone {telephone} another display: {standard}",
     "gibt Telefon {telephone} eine andere Anzeige: {standard}"},
    {"rings telephone {telephone}", "klingelt Telefon {telephone}"},
    {"telephone {telephone}: call waiting tone {cadence}", "Telefon {telephone}: Anklopfton {cadence}"},
    {"says \"{words}\"", "sagt „{words}“"},
    {"says \"{characters}\"", "sagt „{characters}“"},
    {"telephone {telephone} displays {what}", "Telefon {telephone} zeigt {what}"},
    {"telephone {telephone}: the display stays empty", "Telefon {telephone}: die Anzeige bleibt leer"},
    {"telephone {telephone}: sound of {pitch}", "Telefon {telephone}: Ton mit {pitch}"},
    {"telephone {telephone}: {name:words} tone", "Telefon {telephone}: {name:words}"},
    {"enters the voice menu", "betritt das Sprachmenü"},
    {"enters {name}", "betritt {name}"},
    {"voice menu: option {code}, {name:words}", "Sprachmenü: Option {code}, {name:words}"},
    {"voice menu: reset", "Sprachmenü: Reset"},
    {"voice menu: reboot", "Sprachmenü: Neustart"},
    {"voice menu: stores {changes:#value}", "Sprachmenü: speichert Werte: {changes}"},
    {"rejects {number}: the line is not registered", "weist {number} ab: die Leitung ist nicht registriert"},
    {"rejects {keys}: {why}", "weist {keys} ab: {why}"},
    {"cannot call {number}", "kann {number} nicht anrufen"},
    {"calls {number}{emergency}", "ruft {number} an{emergency}"},
    {"{number} calls: the telephone rings", "{number} ruft an: das Telefon klingelt"},
    {"refuses the call of {number}: {rule}", "lehnt den Anruf von {number} ab: {rule}"},
    {"SIP {status}", "SIP {status}"},
    {"is connected to {number}", "ist mit {number} verbunden"},
    {"hangs up: no common codec with {number}", "legt auf: kein gemeinsamer Codec mit {number}"},
    {"the other side {what}", "die Gegenseite {what}"},
    {"music on hold of {server}", "Wartemusik von {server}"},
    {"joins {first} and {second}", "schaltet {first} und {second} zusammen"},
    {"tells the telephone: messages wait", "meldet dem Telefon: Nachrichten warten"},
    {"tells the telephone: no messages", "meldet dem Telefon: keine Nachrichten"},
    {"sends {number} to {to}{how}", "schickt {number} zu {to}{how}"},
    {"transfer of {number} failed", "Übergabe von {number} fehlgeschlagen"},
    {"transfer of {number} is done", "Übergabe von {number} beendet"},
    {"{number} sends the line to {to}{refused}", "{number} schickt die Leitung zu {to}{refused}"},
    {"{new} takes the place of {old}", "{new} tritt an die Stelle von {old}"},
    {"carries a fax by T.38 to {ip}:{port}", "überträgt ein Fax mit T.38 an {ip}:{port}"},
    {"hears {tone} of the {side} in call {call}", "hört {tone} von {side} in Anruf {call}"},
    {"ends call {call}: the other side refuses RTP", "beendet Anruf {call}: die Gegenseite lehnt RTP ab"},
    {"takes {code}: {what}", "nimmt {code} an: {what}"},
    {"sets {parameter} to {value}", "setzt {parameter} auf {value}"},
    {"refuses the code: {why}", "lehnt den Code ab: {why}"},
    {"by flash and digit: {what}", "durch Flash und Ziffer: {what}"},
    {"call back {what}: {number}", "Rückruf {what}: {number}"},
    {"call with {number} is over: {why}", "Anruf mit {number} ist zu Ende: {why}"},
    {"NOTIFY {event} failed", "NOTIFY {event} fehlgeschlagen"},
    {"is registered at {ip}:{port}", "ist bei {ip}:{port} registriert"},
    {"again in {next} s", "wieder in {next} s"},
    {"is not registered: {why}", "ist nicht registriert: {why}"},
    {"lost its registration", "hat seine Registrierung verloren"},
    {"STUN: {nat}", "STUN: {nat}"},
    {"is not subscribed to its mailbox: {why}", "hat seine Mailbox nicht abonniert: {why}"},
    {"says: messages waiting: {waiting}{subscribed}", "sagt: Nachrichten warten: {waiting}{subscribed}"},
    {"SIP: drops an invalid message", "SIP: verwirft eine ungültige Nachricht"},
    {"SIP port {port} cannot be opened", "SIP-Port {port} lässt sich nicht öffnen"},
    {"refuses NOTIFY", "lehnt NOTIFY ab"},
    {"ignores NOTIFY {event} from {ip}", "übergeht NOTIFY {event} von {ip}"},
    {"{parameter} is No", "{parameter} ist No"},
    {"accepts NOTIFY {event} from {ip}", "nimmt NOTIFY {event} von {ip} an"},
    {"sends {codec} to {ip}:{port}", "sendet {codec} an {ip}:{port}"},
    {"the other side sends {key} (RFC 4733)", "die Gegenseite sendet {key} (RFC 4733)"},
    {"gives up a call: the peer does not listen", "gibt einen Anruf auf: die Gegenstelle hört nicht zu"},
    {"{errors} ICMP errors", "{errors} ICMP-Fehler"},
    {"offers no {codec}: it is not in this build", "bietet {codec} nicht an: nicht in diesem Programm"},
    {"opens a page: {method} {path}", "öffnet eine Seite: {method} {path}"},
    {"HTTP {status}", "HTTP {status}"},
    {"a real unit cannot reach {server}", "ein echtes Gerät erreicht {server} nicht"},
    {"TLS 1.0 only ({refusal}); here {version}, {suite}", "nur TLS 1.0 ({refusal}); hier {version}, {suite}"},
    {"a real unit is refused by {server}", "ein echtes Gerät wird von {server} abgewiesen"},
    {"a client certificate asked for after the request, by renegotiation (RFC 5746)",
     "ein Client-Zertifikat, nach der Anfrage durch neue Aushandlung verlangt (RFC 5746)"},
    {"{element} (line {line})", "{element} (Zeile {line})"},
    {"a real unit runs another image", "ein echtes Gerät führt ein anderes Image aus"},
    {"a real unit differs", "ein echtes Gerät ist anders"},
};

/* Whole facts. */
static const struct pair words[] = {
    {"power-up", "dem Einschalten"},
    {"the confirmed bank", "die bestätigte Bank"},
    {"a new image: one try", "ein neues Image: ein Versuch"},
    {"wan", "Internet"},
    {"lan", "Ethernet"},
    {"periodic resync", "regelmäßiger Resync"},
    {"dial", "Wählton"},
    {"second_dial", "zweiter Wählton"},
    {"outside_dial", "Amtswählton"},
    {"mwi_dial", "Wählton mit Nachricht"},
    {"cfwd_dial", "Wählton mit Umleitung"},
    {"prompt", "Aufforderungston"},
    {"busy", "Besetztton"},
    {"reorder", "Gassenbesetztton"},
    {"ring_back", "Rufton"},
    {"confirm", "Bestätigungston"},
    {"holding", "Halteton"},
    {"conference", "Konferenzton"},
    {"off_hook_warning", "Ton: Hörer nicht aufgelegt"},
    {"our side", "uns"},
    {"other side", "der Gegenseite"},
    {"near end", "dieser Seite"},
    {"far end", "der Gegenseite"},
};

static const char *find(const struct pair *list, size_t n, const char *english)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i].english, english) == 0) {
            return list[i].german;
        }
    }
    return NULL;
}

static const char *word(const char *fact)
{
    return find(words, sizeof words / sizeof words[0], fact);
}

const char *emu_row_german_template(const char *english)
{
    return find(templates, sizeof templates / sizeof templates[0], english);
}

/* Facts are translated, even where the sentence has none of its own. */
static void say(const struct emu_row *row, const char *english, const char *made, char *out, size_t size)
{
    const char *german = emu_row_german_template(english), *form = german != NULL ? german : english;
    (void)snprintf(out, size, "%s", made);
    if (strstr(form, "{*}") == NULL) {
        story_row_fill(row, form, word, out, size);
    }
}

void emu_row_german(const struct emu_row *row, char text[EMU_ROW_TEXT_MAX], char result[EMU_ROW_RESULT_MAX])
{
    say(row, row->kind->text, row->text, text, EMU_ROW_TEXT_MAX);
    say(row, row->kind->result, row->result, result, EMU_ROW_RESULT_MAX);
}
