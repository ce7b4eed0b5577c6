using Microsoft.OpenApi;
using static CrmKit.AspNetCore.SchemaParts;

namespace CrmKit.AspNetCore;

/// <summary>What routes about several records, and the sign-in, are sent.</summary>
internal static class BodySchemas
{
    public static void AddTo(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        schemas["View"] = Strict([("recordType", TextValue("A record type's key.")), ("name", TextValue()), ("filter", TextValue("As in lists; all when left out.")), ("columns", List(TextValue("A field's key."))), ("orderBy", TextValue("As in lists.")),
            ("sharing", TextValue("private, team or all; private when left out.")), ("teamId", Id("With team."))], "recordType", "name");
        schemas["MeChange"] = Strict([("timeZone", TextValue("An IANA name such as Asia/Shanghai; null goes back to the host's.", true))]);
        schemas["Setup"] = Strict([("goals", TextValue("What shall be better, up to 4,000 characters.", true)), ("process", TextValue("The key of the sales process; standard when null.", true)), ("done", List(TextValue("A step that was done or left out."))), ("isFinished", Bool())]);
        schemas["Dashboard"] = Strict([("version", Integer("As it was read; 0 before the first.")), ("tiles", List(Strict([("id", Id("Left out for a new one.")), ("report", TextValue("The key of a report or metric.")), ("name", TextValue("The report's own when left out.", true)),
            ("parameters", Values("Texts by name: those of the report, and period and compare."))], "report")))]);
        schemas["Segment"] = Strict([("recordType", TextValue("A record type's key.")), ("name", TextValue()), ("filter", TextValue("As in lists; all when left out.")), ("kind", TextValue("live or snapshot; live when left out.")),
            ("sharing", TextValue("private, team or all; private when left out.")), ("teamId", Id("With team."))], "recordType", "name");
        schemas["SegmentMembers"] = Strict([("add", List(Id())), ("take", List(Id()))]);
        schemas["Merge"] = Strict([("loser", Id("The record that goes into the one in the path.")), ("loserVersion", Integer("The version seen.")), ("fields", Sides()), ("rest", TextValue("fill, newest or keep; fill when left out.")), ("reason", TextValue("For the audit."))], "loser");
        schemas["MergeUndo"] = Strict([("reason", TextValue("For the audit."))]);
        schemas["DuplicateScan"] = Strict([("type", TextValue("A record type's key."))], "type");
        schemas["DuplicateMerges"] = Strict([("pairs", List(Id())), ("allOrNothing", Bool("On when left out.")), ("reason", TextValue("For the audit."))], "pairs");
        schemas["DuplicatePairs"] = Strict([("pairs", List(Id()))], "pairs");
        schemas["DuplicateSettings"] = Strict([("same", Number("From this probability on two records are taken for the same.")), ("ask", Number("From this one on somebody is asked.")), ("learns", Bool()), ("asksOnCreate", Bool()),
            ("weights", new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Number("Bits."), Description = "By field." })]);
        schemas["ImportAnswers"] = Strict([("answers", List(Strict([("question", Id()), ("answer", TextValue("create, update or skip.")), ("record", Id("The record to update; the one that the question names when left out."))], "question", "answer")))], "answers");
        schemas["RecordIds"] = Strict([("ids", List(Id()))], "ids");
        schemas["SettingsUndo"] = Strict([("version", Id("Of their history."))], "version");
        schemas["Settings"] = Values("Values by key; null goes back to the default. Which there are says GET.");

        schemas["SignIn"] = Strict([("email", TextValue()), ("password", TextValue()), ("keepIn", TextValue("token or cookie; token when left out."))], "email", "password");
        schemas["SignInCode"] = Strict([("challenge", TextValue("As the first step gave it.")), ("code", TextValue("Of the authenticator, or a recovery code.")), ("keepIn", TextValue("token or cookie; token when left out."))], "challenge", "code");
        schemas["PasswordChange"] = Strict([("current", TextValue()), ("password", TextValue("The new one."))], "current", "password");
        schemas["PasswordForgotten"] = Strict([("email", TextValue())], "email");
        schemas["PasswordSet"] = Strict([("token", TextValue("Of the link.")), ("password", TextValue())], "token", "password");
        schemas["Invitation"] = Strict([("userId", Id())], "userId");
        schemas["TwoFactorStart"] = Strict([("password", TextValue())], "password");
        schemas["TwoFactorCode"] = Strict([("code", TextValue("Of the authenticator."))], "code");
        schemas["TwoFactorEnd"] = Strict([("password", TextValue("Of one's own.")), ("userId", Id("Somebody else, for administrators."))]);
    }

    private static OpenApiSchema Sides() => new() { Type = JsonSchemaType.Object, AdditionalProperties = TextValue("winner or loser."), Description = "Whose value stays, by field." };
}
