using Microsoft.OpenApi;
using static CrmKit.AspNetCore.SchemaParts;

namespace CrmKit.AspNetCore;

/// <summary>What routes answer with that do not answer with records alone.</summary>
internal static class AnswerSchemas
{
    public static void AddTo(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        var record = Ref("RecordRef", document);
        AddTrails(schemas, record);
        AddMatching(schemas, document, record);
        AddKept(schemas, document);
        AddAccess(schemas, record);
        AddGates(schemas, document, record);
        schemas["AnyPage"] = FixedSchemas.Page(Values("A record; of which type says what was asked."));
        schemas["SearchResults"] = Items(Open([("record", record), ("title", TextValue()), ("matches", List(Open([("field", TextValue()), ("label", TextValue()), ("text", TextValue()), ("parts", List(Open([("start", Integer()), ("length", Integer())])))])))], "record", "title"),
            ("counts", Counts("By record type, when asked for.")), ("corrections", List(TextValue())));
        schemas["Places"] = Items(Open([("code", TextValue()), ("name", TextValue("In the language of the request."))], "code", "name"));
        schemas["ReportList"] = Items(Open([("key", TextValue()), ("label", TextValue()), ("source", TextValue()), ("kind", TextValue("report or metric."))], "key", "label", "kind"));
        schemas["MetricResults"] = Open([("results", List(Open([("metric", TextValue("Its key.")), ("asOf", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" }), ("values", List(Values("Group, value and currency; or why there is none.")))], "metric")))], "results");
        schemas["Notifications"] = Items(Open([("id", Id("Of a mention; else of the record.")), ("kind", TextValue("task-due, step-due, case-due, large-deal, answer-due or mention.")), ("at", Time()), ("record", record), ("title", TextValue("Null when the caller may not read it.", true)), ("about", record), ("byId", Id()), ("isSeen", Bool())], "id", "kind", "at", "isSeen"),
            ("count", Integer("How many are not seen or done.")));
        schemas["SeenAs"] = Items(Open([("record", Values("A record of the type that was asked for.")), ("mayChange", Bool())], "record", "mayChange"),
            ("next", TextValue("The cursor of the next page; null on the last one.", true)), ("withheld", Integer("How many of the page the caller may not read himself.")), ("hiddenFields", List(TextValue())));
        schemas["StageHints"] = Items(Open([("kind", TextValue()), ("stages", List(TextValue())), ("message", TextValue())], "kind", "stages", "message"));
        foreach (var kind in (string[])["Type", "Field", "Pipeline", "Role", "Rule", "Routing", "Template", "Layout", "Menu", "Workflow"]) schemas[$"{kind}DefinitionList"] = Items(Ref($"{kind}Definition", document));
        schemas["JobList"] = Items(Open([("key", TextValue()), ("label", TextValue()), ("source", TextValue()), ("schedule", TextValue()), ("timeZone", TextValue("Null for the tenant's.", true)), ("misfire", TextValue()), ("lastDueAt", Time(null, true)), ("nextDueAt", Time(null, true))], "key"));
    }

    private static void AddTrails(IDictionary<string, IOpenApiSchema> schemas, IOpenApiSchema record)
    {
        (string, IOpenApiSchema)[] actor = [("actorId", Id(null, true)), ("actorName", TextValue(null, true))];
        (string, IOpenApiSchema)[] next = [("next", TextValue("The cursor of the next page; null on the last one.", true))];
        (string, IOpenApiSchema)[] entry = [("id", Id()), ("version", Integer()), ("operation", TextValue()), ("at", Time()), .. actor, ("door", TextValue()), ("address", TextValue(null, true)), ("credential", TextValue(null, true)), ("correlationId", Id()), ("reason", TextValue(null, true)), ("changes", new OpenApiSchema())];
        schemas["History"] = Items(Open(entry, "id", "operation", "at"));
        schemas["AuditPage"] = Items(Open([.. entry, ("record", record)], "id", "operation", "at", "record"), next);
        schemas["AuditHead"] = Open([("head", TextValue("To be kept elsewhere; null before anything is sealed.", true))]);
        schemas["AuditVerification"] = Open([("isWhole", Bool()), ("entries", Integer("How many the chain holds.")), ("unsealed", Integer("How many are too new to be in it.")), ("erased", Integer("How many were erased by an act that itself stands in the chain.")), ("keptSince", Time("Until when entries were forgotten by age.", true)), ("head", TextValue("The chain's end.", true)),
            ("flaw", Values("The first thing that is wrong: its kind, the number of the entry (sequence), the seal that tells and when it was made, and the entry as it stands there now. Null when all is as it was written.", true))], "isWhole", "entries", "unsealed", "erased");
        schemas["Timeline"] = Items(Open([("at", Time()), ("kind", TextValue()), ("title", TextValue()), ("detail", TextValue(null, true)), .. actor, ("record", Values("The record behind it, by type and id; null for none.", true))], "at", "kind", "title"), next);
        schemas["StageTrail"] = Items(Open([("pipeline", TextValue()), ("stage", TextValue()), ("label", TextValue(null, true)), ("from", TextValue(null, true)), ("category", TextValue()), ("enteredAt", Time()), ("leftAt", Time(null, true)), ("dwellSeconds", Integer(null, true)), ("movedById", Id(null, true)), ("movedByName", TextValue(null, true)), ("lossReason", TextValue(null, true)), ("note", TextValue(null, true))], "pipeline", "stage", "enteredAt"));
        schemas["ChainLinks"] = Items(Open([("source", record), ("target", record), ("at", Time()), .. actor], "source", "target", "at"));
        schemas["DefinitionVersions"] = Items(Open([("version", Integer()), ("at", Time()), .. actor, ("removed", Bool()), ("definition", new OpenApiSchema())], "version", "at"));
        schemas["SecurityLog"] = Items(Open([("id", Id()), ("at", Time()), ("kind", TextValue()), ("userId", Id(null, true)), ("actorId", Id(null, true)), ("address", TextValue(null, true)), ("detail", TextValue(null, true))], "id", "at", "kind"));
        schemas["WorkflowRuns"] = Items(Open([("workflow", TextValue()), ("version", Integer()), ("type", TextValue()), ("id", Id()), ("status", TextValue()), ("step", TextValue(null, true)), ("errorCode", TextValue(null, true)), ("error", TextValue(null, true)), ("attempts", Integer()), ("event", TextValue()), ("causeId", Id()), ("depth", Integer()), ("at", Time())], "workflow", "status", "at"));
    }

    private static void AddMatching(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document, IOpenApiSchema record)
    {
        schemas["MergeResult"] = Open([("merge", Id("By which it can be undone.")), ("record", Values("The record that stayed, as it is now.")), ("moved", Counts("How many records point at it now, by type."))], "merge", "record");
        schemas["MergeProposal"] = Open([("winner", record), ("loser", record), ("fields", Values("winner or loser, by field."))], "winner", "loser", "fields");
        schemas["MergeList"] = Items(Open([("id", Id()), ("winnerId", Id()), ("loserId", Id()), ("at", Time()), ("actorId", Id(null, true)), ("undoneAt", Time(null, true)), ("undoneById", Id(null, true))], "id", "winnerId", "loserId", "at"));
        schemas["MergeUndone"] = Open([("winner", record), ("loser", record), ("kept", List(Open([("record", record), ("field", TextValue())])))], "winner", "loser", "kept");
        var reasons = List(Open([("field", TextValue()), ("likeness", TextValue()), ("weight", Number("In bits."))], "field", "likeness", "weight"));
        schemas["DuplicateList"] = Items(Open([("id", Id()), ("status", TextValue()), ("score", Number()), ("reasons", reasons), ("first", Values()), ("second", Values())], "id", "status", "score"));
        schemas["DuplicateScanResult"] = Open([("records", Integer()), ("compared", Integer()), ("same", Integer()), ("open", Integer()), ("new", Integer())], "records", "compared");
        schemas["DuplicateMergeResult"] = Open([("results", List(Open([("winner", record), ("loser", record), ("merge", Id("Null when refused.", true)), ("errors", List(Ref("Error", document)))], "winner", "loser")))], "results");
        schemas["MatchList"] = Items(Open([("record", record), ("name", new OpenApiSchema()), ("confidence", Number()), ("reason", TextValue()), ("matcher", TextValue())], "record", "confidence"));
        schemas["Findings"] = Open([("findings", List(Open([("field", TextValue()), ("code", TextValue()), ("message", TextValue()), ("suggestion", TextValue(null, true)), ("quarantines", Bool())], "field", "code", "message")))], "findings");
        schemas["EnrichmentAnswer"] = Open([("proposals", List(Open([("record", record), ("field", TextValue("A field's key.")), ("value", new OpenApiSchema()), ("current", new OpenApiSchema()), ("source", TextValue("A source's key.")), ("label", TextValue()), ("basis", TextValue("Where the data comes from, and on what terms.")), ("reason", TextValue()), ("confidence", Integer("1 to 100."))], "record", "field", "value", "source"))), ("failed", List(TextValue("The key of a source that brought nothing.")))], "proposals", "failed");
        schemas["Scores"] = Open([("scores", List(Open([("field", TextValue()), ("total", Number()), ("factors", List(Open([("key", TextValue()), ("label", TextValue()), ("source", TextValue()), ("points", Number()), ("reason", TextValue(null, true)), ("isFailed", Bool())], "key", "points")))], "field", "total")))], "scores");
    }

    private static void AddKept(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        (string, IOpenApiSchema)[] shared = [("id", Id()), ("recordType", TextValue()), ("name", TextValue()), ("filter", TextValue(null, true)), ("sharing", TextValue("private, team or all.")), ("teamId", Id()), ("ownerId", Id())];
        schemas["SavedView"] = Open([.. shared, ("columns", List(TextValue())), ("orderBy", TextValue(null, true)), ("problem", Ref("Error", document))], "id", "recordType", "name", "sharing");
        schemas["KeptDashboard"] = Open([("version", Integer()), ("tiles", List(Open([("id", Id()), ("report", TextValue()), ("name", TextValue(null, true)), ("parameters", Values("Texts by name."))], "id", "report", "parameters")))], "version", "tiles");
        schemas["SavedViewList"] = Items(Ref("SavedView", document));
        schemas["SavedSegment"] = Open([.. shared, ("kind", TextValue("live or snapshot.")), ("state", TextValue("How far its members are.")), ("asOf", Time()), ("enteredAt", Time("When the record that was asked for came in.")), ("problem", Ref("Error", document))], "id", "recordType", "name", "kind", "sharing");
        schemas["SavedSegmentList"] = Items(Ref("SavedSegment", document));
        schemas["SegmentCount"] = Open([("count", Integer())], "count");
        schemas["SegmentChange"] = Open([("added", Integer()), ("taken", Integer())], "added", "taken");
        schemas["UploadedFile"] = Open([("file", TextValue("Its id.")), ("bytes", Integer())], "file", "bytes");
        schemas["ImportPreview"] = Open([("type", TextValue()), ("format", TextValue()), ("facts", Values("What was found out about the file.")), ("preset", TextValue(null, true)), ("rows", Integer()),
            ("columns", List(Open([("name", TextValue()), ("samples", List(TextValue())), ("filled", Integer()), ("kind", TextValue(null, true)), ("fills", List(TextValue("A field's key."))), ("confidence", Number()), ("reason", TextValue())], "name", "fills", "confidence"))),
            ("map", Values("What is proposed; null when no column fills a field.", true)), ("doubts", List(Open([("code", TextValue()), ("message", TextValue()), ("field", TextValue(null, true))], "code", "message")))], "type", "format", "columns", "doubts");
        schemas["ImportRecord"] = Open([("id", Id()), ("type", TextValue()), ("fileName", TextValue()), ("status", TextValue("running, finished, reverted or tried.")), ("startedAt", Time()), ("finishedAt", Time(null, true)), ("actorId", Id(null, true)), ("map", Values()), ("result", Values("What it said; its numbers so far before its end.")), ("revert", Values(null, true))],
            "id", "type", "fileName", "status", "startedAt", "result");
        schemas["ImportList"] = Items(Ref("ImportRecord", document));
        schemas["ImportQuestionList"] = Items(Open([("id", Id()), ("import", Id()), ("type", TextValue()), ("fileName", TextValue()), ("line", Integer()), ("record", Id("What the row looks like.")), ("name", TextValue(null, true)), ("confidence", Number()), ("reason", TextValue()), ("askedAt", Time()), ("row", Values("Its cells by column."))],
            "id", "import", "type", "line", "record", "confidence", "reason", "row"));
        schemas["ImportAnswerOutcomes"] = Open([("outcomes", List(Open([("question", Id()), ("isSettled", Bool()), ("record", Values("What it became: type and id.")), ("errors", List(Ref("Error", document)))], "question", "isSettled", "errors")))], "outcomes");
        schemas["Attachment"] = Open([("id", Id()), ("name", TextValue()), ("contentType", TextValue()), ("size", Integer()), ("sha256", TextValue()), ("at", Time()), ("actorId", Id())], "id", "name", "contentType", "size", "at");
        schemas["AttachmentList"] = Items(Ref("Attachment", document));
    }

    private static void AddAccess(IDictionary<string, IOpenApiSchema> schemas, IOpenApiSchema record)
    {
        schemas["Me"] = Open([("userId", Id(null, true)), ("tenantId", TextValue()), ("user", Values("The caller's own record; null for the system.", true)), ("permissions", Values("Scopes by operation, by record type."))], "tenantId", "permissions");
        schemas["KeyList"] = Items(Open([("id", Id()), ("userId", Id()), ("name", TextValue()), ("scopes", new OpenApiSchema { Type = JsonSchemaType.Array | JsonSchemaType.Null, Items = TextValue(), Description = "Null for all that the user may." }), ("createdAt", Time()), ("expiresAt", Time(null, true)), ("lastUsedAt", Time(null, true)), ("revokedAt", Time(null, true))], "id", "userId", "name"));
        schemas["ReceivedShareList"] = Items(Open([("type", TextValue()), ("id", Id()), ("userId", Id()), ("teamId", Id()), ("canWrite", Bool()), ("until", Time()), ("sharedById", Id()), ("sharedAt", Time())], "type", "id", "canWrite", "sharedAt"));
        schemas["ShareList"] = Items(Open([("userId", Id()), ("teamId", Id()), ("canWrite", Bool()), ("until", Time()), ("sharedById", Id()), ("sharedAt", Time())], "canWrite", "sharedAt"));
        schemas["SignedIn"] = Open([("challenge", TextValue("For the second step, when there is one.")), ("userId", Id()), ("token", TextValue("For Authorization: Bearer; not with a cookie.")), ("expiresAt", Time())], "expiresAt");
        schemas["SessionList"] = Items(Open([("id", Id()), ("isThis", Bool()), ("createdAt", Time()), ("lastSeenAt", Time()), ("expiresAt", Time()), ("address", TextValue(null, true)), ("agent", TextValue(null, true))], "id", "isThis"));
        schemas["InvitationResult"] = Open([("isMailed", Bool()), ("path", TextValue("To be passed on, when it was not mailed.")), ("expiresAt", Time())], "isMailed", "expiresAt");
        schemas["TwoFactorSecret"] = Open([("secret", TextValue()), ("address", TextValue("What authenticators read."))], "secret", "address");
        schemas["RecoveryCodes"] = Open([("recoveryCodes", List(TextValue()))], "recoveryCodes");
        schemas["PersonLink"] = Open([("token", TextValue("Works once.")), ("expiresAt", Time())], "token", "expiresAt");
        schemas["ErasureReport"] = Open([("persons", List(record)), ("records", Counts("By type.")), ("traces", Counts("By what they were traces in."))], "persons", "records", "traces");
        schemas["TextFindings"] = Open([("findings", List(TextValue()))], "findings");
    }

    private static void AddGates(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document, IOpenApiSchema record)
    {
        schemas["SavedWebhook"] = Open([("id", Id()), ("name", TextValue()), ("url", TextValue()), ("events", List(TextValue())), ("filter", TextValue(null, true)), ("content", TextValue()), ("ownerId", Id()), ("isActive", Bool()), ("stoppedBecause", TextValue()), ("failingSince", Time()),
            ("secret", TextValue("Shown when it is made and rotated; masked else.")), ("secretAt", Time()), ("oldSecretUntil", Time())], "id", "name", "url", "events", "isActive");
        schemas["SavedWebhookList"] = Items(Ref("SavedWebhook", document));
        schemas["WebhookDelivery"] = Open([("id", Id()), ("messageId", TextValue()), ("event", TextValue()), ("at", Time()), ("records", Integer()), ("status", TextValue()), ("nextAt", Time()), ("tries", List(Open([("at", Time()), ("outcome", TextValue()), ("status", Integer()), ("milliseconds", Integer())], "at", "outcome")))], "id", "event", "at", "status");
        schemas["WebhookDeliveryList"] = Items(Ref("WebhookDelivery", document));
        schemas["WebhookReplayed"] = Open([("replayed", Integer())], "replayed");
        schemas["SavedForm"] = Open([("id", Id()), ("version", Integer()), ("key", TextValue("Public: in the address of the page.")), ("name", TextValue()), ("fields", List(Open([("key", TextValue()), ("isRequired", Bool())], "key", "isRequired"))), ("values", Values()), ("consent", Values()), ("consentPurpose", TextValue()), ("isConfirmedByMail", Bool()), ("thanks", Values()), ("redirectUrl", TextValue(null, true)), ("origins", List(TextValue())),
            ("minimumSeconds", Integer()), ("perAddress", Integer()), ("perHour", Integer()), ("isActive", Bool())], "id", "version", "key", "name", "fields", "isActive");
        schemas["SavedFormList"] = Items(Ref("SavedForm", document));
        schemas["FormSubmissionList"] = Items(Open([("id", Id()), ("at", Time()), ("status", TextValue()), ("reason", TextValue()), ("consent", TextValue()), ("leadId", Id())], "id", "at", "status"));
        schemas["Consent"] = Open([("id", Id()), ("person", record), ("purpose", TextValue()), ("channel", TextValue()), ("act", TextValue("asked, given or withdrawn.")), ("at", Time()), ("recordedAt", Time()), ("method", TextValue()), ("address", TextValue()), ("text", TextValue()), ("language", TextValue()), ("evidence", TextValue()),
            ("network", TextValue()), ("actorId", Id()), ("door", TextValue())], "id", "person", "purpose", "channel", "act", "at", "recordedAt", "method", "door");
        schemas["ConsentList"] = Items(Ref("Consent", document));
        schemas["ConsentAnswers"] = Items(Open([("person", record), ("maySend", Bool()), ("reason", TextValue()), ("address", TextValue()), ("withdrawUrl", TextValue()), ("proof", Ref("Consent", document))], "person", "maySend", "reason"));
        schemas["FormReleased"] = Open([("lead", record)], "lead");
    }
}
