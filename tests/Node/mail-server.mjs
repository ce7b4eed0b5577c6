// A mail server that is not CrmKit's own, on a free port of this machine. Prints the port, then one line of JSON per mail that came.
// Settings as JSON: { cert, key, user, password, tls: "starttls" | "tls" | "none", refuse, drop }: refuse answers the first so many mails with 451, drop hangs up on the first so many without a word, both after they came whole.
import { SMTPServer } from "smtp-server";
import { simpleParser } from "mailparser";

const settings = JSON.parse(process.argv[2]);
let [refuse, drop] = [settings.refuse ?? 0, settings.drop ?? 0];

const server = new SMTPServer({
  secure: settings.tls === "tls",
  cert: settings.cert,
  key: settings.key,
  authOptional: !settings.user,
  disabledCommands: [...(settings.tls === "starttls" ? [] : ["STARTTLS"]), ...(settings.user ? [] : ["AUTH"])],
  hideSTARTTLS: settings.tls !== "starttls",
  onAuth: (auth, session, done) => (auth.username === settings.user && auth.password === settings.password ? done(null, { user: auth.username }) : done(new Error("wrong"))),
  onRcptTo: (address, session, done) => (address.address.startsWith("nobody@") ? done(Object.assign(new Error("no such person"), { responseCode: 550 })) : done()),
  onData: async (stream, session, done) => {
    const mail = await simpleParser(stream);
    console.log(JSON.stringify({
      id: mail.messageId,
      from: mail.from.text,
      to: session.envelope.rcptTo.map(r => r.address),
      shown: mail.to.text,
      subject: mail.subject,
      text: mail.text,
      isProtected: session.secure,
      user: session.user ?? null,
      headers: Object.fromEntries([...mail.headers].map(([name, value]) => [name, String(value)])),
    }));
    if (drop-- > 0) return [...server.connections].find(c => c.session.id === session.id)._socket.destroy();
    return refuse-- > 0 ? done(Object.assign(new Error("later"), { responseCode: 451 })) : done();
  },
});
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => console.log(server.server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
