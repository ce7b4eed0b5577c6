using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using static CrmKit.AspNetCore.SchemaParts;

namespace CrmKit.AspNetCore;

/// <summary>Schemas that do not depend on the catalog: acts, batches, reports, problems.</summary>
internal static class FixedSchemas
{
    public const string Problem = "Problem";

    // Not an enum: clients must bear with codes that they do not know yet.
    private const string KnownCodes = "x-extensible-enum";

    public static void AddTo(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        BodySchemas.AddTo(schemas, document);
        AnswerSchemas.AddTo(schemas, document);
        SystemSchemas.AddTo(schemas, document);
        schemas["Empty"] = Strict([]);
        schemas["RecordRef"] = Strict([("type", TextValue("A record type's key.")), ("id", Id())], "type", "id");
        schemas["Error"] = Open([("code", TextValue("Stable.")), ("message", TextValue()), ("field", TextValue("The field concerned.")), ("record", Ref("RecordRef", document)), ("index", Integer("The position in the batch, from 0.")), ("position", Integer("The character in a text such as a filter, from 0."))], "code", "message");
        schemas[Problem] = Open([("type", TextValue("urn:crmkit:error: and the code.")), ("title", TextValue()), ("status", Integer()), ("detail", TextValue()), ("code", Code()),
            ("errors", List(Ref("Error", document))), ("winners", List(Ref("RecordRef", document))), ("traceId", TextValue("What the log has the details under."))], "type", "title", "status", "code", "errors");

        schemas["StageMove"] = Strict([("stage", TextValue("The key of a stage of its pipeline.")), ("lossReason", TextValue("An option code.")), ("note", TextValue()), ("values", Values())], "stage");
        schemas["PersonErasure"] = Strict([("confirm", Id("The id of the record in the path once more: an erasure cannot be undone.")), ("ground", TextValue("Why, for the audit: request, not-needed, consent-withdrawn, unlawful or obligation."))], "confirm");
        schemas["Reopening"] = Strict([("note", TextValue())]);
        schemas["PipelineChange"] = Strict([("pipeline", TextValue("A pipeline's key.")), ("stage", TextValue("A stage's key; the first when left out."))], "pipeline");
        schemas["Assignment"] = Strict([("ownerId", Id("A user, or null for the pool.", true)), ("teamId", Id("A team; the owner's when left out.", true))], "ownerId");
        schemas["Conversion"] = Strict([("to", TextValue("A record type's key; the process's next link when left out.")), ("process", TextValue("A sales process; 'standard' when left out.")), ("pipeline", TextValue()),
            ("accountId", Id()), ("newAccount", Bool("Create an account, also where one matches.")), ("contactId", Id()), ("newContact", Bool("Create a contact, also where one matches.")), ("values", Values())]);
        schemas["ConversionResult"] = Open([("source", Ref("RecordRef", document)), ("target", Ref("RecordRef", document)), ("created", List(Ref("RecordRef", document))), ("matched", List(Ref("RecordRef", document)))], "source", "target", "created", "matched");

        schemas["EnrichmentRequest"] = Strict([("ids", List(Id())), ("ground", TextValue("consent, contract or legitimate-interest: on what ground others may be told who is asked about. Left out, nobody outside is asked."))], "ids");
        schemas["EnrichmentChoices"] = Strict([("choices", List(Strict([("field", TextValue("A field's key.")), ("source", TextValue("The key of the source whose value it takes."))], "field", "source"))), ("ground", TextValue("As it was asked."))], "choices");
        schemas["ActionRequest"] = Strict([("ids", List(Id())), ("inputs", Values("What the action asks for, by key: see 'actions' of the catalog."))], "ids");
        schemas["ActionResult"] = Open([("done", List(Ref("RecordRef", document))), ("changed", List(Ref("RecordRef", document))), ("shown", List(Ref("RecordRef", document))), ("messages", List(TextValue("In the caller's language."))), ("errors", List(Ref("Error", document)))], "done", "changed", "shown", "messages");

        schemas["BatchChange"] = Strict([("op", TextValue("create, update, delete, restore, stage, reopen, pipeline, assign, claim, convert or merge.")), ("type", TextValue("A record type's key.")), ("id", Id()), ("version", Integer("The version seen.")), ("values", Values()),
            ("stage", TextValue("Of stage and pipeline: a stage's key.")), ("lossReason", TextValue("Of stage: an option code.")), ("note", TextValue("Of stage and reopen.")), ("pipeline", TextValue("Of pipeline and convert: its key.")),
            ("ownerId", Id("Of assign: a user, or null for the pool.", true)), ("teamId", Id("Of assign: a team; the owner's when left out.", true)),
            ("to", TextValue("Of convert: a record type's key.")), ("process", TextValue("Of convert.")), ("accountId", Id("Of convert.")), ("newAccount", Bool("Of convert.")), ("contactId", Id("Of convert.")), ("newContact", Bool("Of convert.")),
            ("loser", Id("Of merge: the record that goes into this one.")), ("loserVersion", Integer("Of merge.")), ("fields", Values("Of merge: winner or loser, by field.")), ("rest", TextValue("Of merge: fill, newest or keep."))], "op", "type");
        schemas["Batch"] = Strict([("allOrNothing", Bool("On when left out.")), ("reason", TextValue("For the audit.")), ("changes", List(Ref("BatchChange", document)))], "changes");
        schemas["BatchItemResult"] = Open([("index", Integer()), ("saved", Bool()), ("record", Ref("RecordRef", document)), ("version", Integer()), ("conversion", Ref("ConversionResult", document)), ("merge", Id("By which it can be undone.")), ("errors", List(Ref("Error", document)))]);
        schemas["BatchResult"] = Open([("saved", Integer()), ("refused", Integer()), ("results", List(Ref("BatchItemResult", document)))]);

        schemas["ChangePage"] = Open([("items", List(Open([("type", TextValue("A record type's key.")), ("id", Id()), ("operation", TextValue("create, update, delete or restore.")), ("version", Integer()), ("at", TextValue("In UTC; the order is that of the page.")),
            ("changed", List(TextValue("A field's key."))), ("mergedInto", Ref("RecordRef", document)), ("record", Values())], "type", "id", "operation", "version", "at"))),
            ("next", TextValue("The cursor to read on from, also when there is no more yet.")), ("more", Bool("Whether there is more already."))], "items", "next", "more");

        schemas["ImportPreviewRequest"] = Strict([("type", TextValue("A record type's key.")), ("file", TextValue("As the upload gave it.")), ("format", TextValue("Found out by the content when left out.")), ("preset", TextValue("The CRM that it was exported from; found out when left out.")),
            ("delimiter", TextValue("One character.")), ("encoding", TextValue("By its IANA name.")), ("sheet", TextValue("Of a workbook.")), ("headerRow", Integer("From 1."))], "type", "file");
        schemas["ImportRequest"] = Strict([("type", TextValue("A record type's key.")), ("file", TextValue("As the upload gave it.")), ("format", TextValue("Found out by the content when left out.")), ("map", Values()), ("mapName", TextValue("The name of a saved map, instead of a map; without either what the preview proposes, if nothing is doubtful.")),
            ("onExisting", TextValue("refuse, skip, update, create or ask, whatever the map says.")), ("dryRun", Bool("Check everything, write no record.")), ("chunkSize", Integer("Rows per transaction.")), ("force", Bool("Once more after it came to its end."))], "type", "file");

        schemas["ExportRequest"] = Strict([("format", TextValue("Such as csv or jsonl; csv when left out.")), ("filter", TextValue("As in lists.")), ("orderBy", TextValue("As in lists; newest first when left out.")), ("fields", List(TextValue("A field's key."))), ("limit", Integer("The most records; all when left out."))]);
        schemas["Transfer"] = Open([("id", Id()), ("kind", TextValue("import, dry-run, revert or export.")), ("state", TextValue("queued, running, done, failed or cancelled; the last three do not change any more.")), ("type", TextValue("A record type's key.")), ("fileName", TextValue()),
            ("ownerId", Id("With whose rights it runs.", true)), ("queuedAt", Time()), ("startedAt", Time("Null before it.", true)), ("finishedAt", Time("Null before it.", true)), ("expiresAt", Time("When it is forgotten, with its file; null until it has ended.", true)),
            ("progress", Open([("rows", Integer("Rows settled, or records written.")), ("totalRows", Integer("How many there will be; null where only the end of the file tells.", true)), ("created", Integer()), ("updated", Integer()), ("skipped", Integer()), ("refused", Integer()), ("asked", Integer()),
                ("bytes", Integer()), ("totalBytes", Integer("Of the file that is read; null for exports.", true))])),
            ("result", Values("What an import, a dry run or a revert said at its end; null before it, and for exports.", true)), ("errors", List(Ref("Error", document))), ("files", List(TextValue("What can be downloaded beneath it: file, errors, questions.")))], "id", "kind", "state", "type", "fileName", "queuedAt", "progress", "files");
        schemas["TransferList"] = Open([("items", List(Ref("Transfer", document)))], "items");

        schemas["Signal"] = Strict([("source", TextValue()), ("key", TextValue("The signal's key in its source.")), ("name", TextValue()), ("companyName", TextValue()), ("email", TextValue()), ("phone", TextValue()), ("channel", TextValue()), ("message", TextValue()),
            ("use", TextValue("lead, conversation or case; lead when left out.")), ("values", Values())], "source", "key");
        schemas["Intake"] = Strict([("signals", List(Ref("Signal", document)))], "signals");
        schemas["IntakeResult"] = Open([("results", List(Open([("record", Ref("RecordRef", document)), ("outcome", TextValue("created, added or repeated.")), ("number", TextValue("Of a case that it opened."))])))]);

        schemas["Event"] = Strict([("source", TextValue("The system that saw it.")), ("key", TextValue("The event's key in its source.")), ("kind", TextValue("What was done, such as view, open or cart.")), ("at", TextValue("ISO 8601 with offset; now when left out.")), ("page", TextValue()), ("title", TextValue()), ("referrer", TextValue()),
            ("companyDomain", TextValue("The domain of the visitor's company.")), ("properties", Values()), ("identities", List(Strict([("kind", TextValue("cookie, email, phone, messenger or contact.")), ("value", TextValue())], "kind", "value")))], "source", "key", "kind");
        schemas["Events"] = Strict([("events", List(Ref("Event", document)))], "events");
        schemas["EventsResult"] = Open([("results", List(Open([("id", Id()), ("outcome", TextValue("recorded or repeated."))])))]);

        schemas["Bounces"] = Strict([("bounces", List(Strict([("address", TextValue("The address that mail was sent to.")), ("at", TextValue("When it came back, in ISO 8601; now when left out."))], "address")))], "bounces");
        schemas["BouncesResult"] = Open([("records", List(Ref("RecordRef", document)))]);

        schemas["Webhook"] = Strict([("name", TextValue()), ("url", TextValue("Where to send to; left out when a webhook is changed, the address stays.")), ("events", List(TextValue("Such as lead.created, or lead.* for all of a type."))), ("filter", TextValue("Of which records, as in lists.")),
            ("content", TextValue("thin or full; thin when left out.")), ("ownerId", Id("The user whose rights hold; the caller when left out.")), ("isActive", Bool("On when left out."))], "name", "events");
        schemas["WebhookReplay"] = Strict([("deliveries", List(Id())), ("since", TextValue("All that failed since then, in ISO 8601; instead of deliveries."))]);

        schemas["WebForm"] = Strict([("version", Integer("As it was read; left out for a new one.")), ("name", TextValue("Its heading.")), ("fields", List(Strict([("key", TextValue("A field of leads.")), ("isRequired", Bool())], "key"))),
            ("questions", List(Strict([("key", TextValue("Lower-case letters, digits and hyphens.")), ("text", Values("The question by language.")), ("isRequired", Bool()), ("options", List(TextValue("What can be chosen; none for an answer in words.")))], "key", "text"))), ("values", Values()), ("consent", Values()), ("consentPurpose", TextValue("contact when left out.")), ("isConfirmedByMail", Bool("Whether it counts once a link in a mail was followed; off when left out.")), ("thanks", Values()),
            ("redirectUrl", TextValue("Where to go afterwards; https.")), ("origins", List(TextValue("A site such as https://www.example.com."))), ("minimumSeconds", Integer("3 when left out.")), ("perAddress", Integer("Per hour; 10 when left out.")),
            ("perHour", Integer("In all; 500 when left out.")), ("isActive", Bool("On when left out."))], "name", "fields");

        schemas["Consents"] = Strict([("items", List(Strict([("recordType", TextValue("contact or lead.")), ("id", Id()), ("purpose", TextValue("For what, such as newsletter.")), ("channel", TextValue("email, phone, sms, chat or post; email when left out.")), ("act", TextValue("given or withdrawn.")),
            ("method", TextValue("hand, import or api; api when left out.")), ("at", TextValue("When, in ISO 8601; now when left out.")), ("address", TextValue("The person's own when left out.")), ("text", TextValue("As it was shown.")), ("language", TextValue()), ("evidence", TextValue("What else shows it."))], "recordType", "id", "purpose", "act")))], "items");
        schemas["ConsentQuestions"] = Strict([("items", List(Strict([("recordType", TextValue("contact or lead.")), ("id", Id()), ("purpose", TextValue("For what, such as newsletter.")), ("channel", TextValue("email when left out.")), ("address", TextValue("The person's own when left out."))], "recordType", "id", "purpose")))], "items");

        schemas["Label"] = Strict([("english", TextValue()), ("chinese", TextValue("The English one when left out."))], "english");
        schemas["TypeDefinition"] = Strict([("key", TextValue("As in the path.")), ("pluralKey", TextValue("For routes; the key with an s when left out.")), ("label", Ref("Label", document)), ("pluralLabel", Ref("Label", document))], "label");
        schemas["FieldDefinition"] = Strict([("recordType", TextValue("As in the path.")), ("key", TextValue("As in the path.")), ("kind", TextValue("A field kind's code, such as text or money; fixed once the field exists.")),
            ("label", Ref("Label", document)), ("description", Ref("Label", document)), ("section", Strict([("key", TextValue("address, money, dates or another one of the record type, or a new one.")), ("label", Ref("Label", document))], "key", "label")), ("shownWhen", TextValue("A filter over fields of the record: the field is shown, and required, only while it holds.")),
            ("isRequired", Bool()), ("isUnique", Bool()), ("isIndexed", Bool()), ("isSearchable", Bool()), ("isPersonal", Bool()), ("maxLength", Integer()), ("minimum", Number()), ("maximum", Number()),
            ("pattern", TextValue("A regular expression without lookarounds.")), ("options", List(Strict([("code", TextValue()), ("label", Ref("Label", document))], "code", "label"))), ("referenceType", TextValue("A record type's key."))], "kind", "label");
        schemas["StageDefinition"] = Strict([("key", TextValue()), ("label", Ref("Label", document)), ("probabilityPercent", Integer()), ("category", TextValue("open, won, lost or shelved.")), ("ageingLimit", TextValue("As d.hh:mm:ss.")),
            ("requiredFields", List(TextValue())), ("tasks", List(Strict([("subject", Ref("Label", document)), ("dueAfter", TextValue("As d.hh:mm:ss."))], "subject", "dueAfter"))), ("allowedNext", List(TextValue())),
            ("requiresLossReason", Bool()), ("requiresConversion", Bool())], "key", "label");
        schemas["PipelineDefinition"] = Strict([("key", TextValue("As in the path.")), ("recordType", TextValue("A record type's key.")), ("label", Ref("Label", document)), ("stages", List(Ref("StageDefinition", document))), ("source", TextValue("Always admin."))],
            "recordType", "label", "stages");
        schemas["RoleDefinition"] = Strict([("key", TextValue("As in the path.")), ("label", Ref("Label", document)),
            ("permissions", List(Strict([("recordType", TextValue("A record type's key, or *.")), ("operations", TextValue("Codes parted by commas: read, update.")), ("scope", TextValue("own, team, team-tree, territory or all; several parted by commas."))], "recordType", "operations", "scope"))),
            ("restrictions", List(Strict([("recordType", TextValue()), ("field", TextValue()), ("canRead", Bool()), ("canWrite", Bool())], "recordType", "field", "canRead", "canWrite"))), ("source", TextValue("Always admin."))], "label", "permissions");

        schemas["DefinitionUndo"] = Strict([("version", Integer("Of its history."))], "version");

        schemas["WorkflowStep"] = Strict([("key", TextValue("A trigger, condition or action of the catalog.")), ("inputs", Values())], "key");
        schemas["WorkflowDefinition"] = Strict([("key", TextValue("As in the path.")), ("label", Ref("Label", document)), ("recordType", TextValue("A record type's key.")), ("trigger", Ref("WorkflowStep", document)),
            ("filter", TextValue("For which records, as in lists; all when left out.")), ("conditions", List(Ref("WorkflowStep", document))), ("actions", List(Ref("WorkflowStep", document))), ("isActive", Bool("On when left out.")),
            ("version", Integer("Given by CrmKit.")), ("activatedById", Id()), ("activatedAt", TextValue("Given by CrmKit."))], "label", "recordType", "trigger", "actions");

        schemas["RuleDefinition"] = Strict([("key", TextValue("As in the path.")), ("recordType", TextValue("A record type's key.")), ("when", TextValue("Which records it is asked of, as in lists; all when left out.")),
            ("must", TextValue("What must hold, as in lists, over fields of the record itself.")), ("message", Ref("Label", document)), ("field", TextValue("The field to mark; the record when left out."))], "recordType", "must", "message");

        schemas["RoutingDefinition"] = Strict([("key", TextValue("As in the path.")), ("recordType", TextValue("A record type's key.")), ("when", TextValue("Which new records it is for, as in lists, over fields of the record itself; all when left out.")),
            ("order", Integer("Lower comes first; 0 when left out.")), ("ownerId", Id()), ("teamId", Id())], "recordType");

        schemas["TemplateDefinition"] = Strict([("key", TextValue("As in the path.")), ("label", Ref("Label", document)), ("recordType", TextValue("A record type's key.")), ("output", TextValue("html or text.")), ("body", TextValue("The text with its placeholders.")),
            ("variants", Values()), ("source", TextValue("Always admin."))], "label", "recordType", "body");

        schemas["LayoutDefinition"] = Strict([("key", TextValue("As in the path.")), ("recordType", TextValue("A record type's key.")), ("role", TextValue("The role that it is for; everybody when left out.")),
            ("sections", List(Strict([("key", TextValue("Once per layout.")), ("label", Ref("Label", document)), ("columns", Integer("1 or 2; as many as fit when left out.")), ("fields", List(TextValue("A field's key.")))], "key", "label"))),
            ("hiddenFields", List(TextValue("A field's key."))), ("keyFields", List(TextValue("A field's key, for the head of the page."))), ("main", List(TextValue("A part of the page: timeline, contact:accountId, a plugin's section."))), ("side", List(TextValue("As in main."))),
            ("hiddenParts", List(TextValue("As in main."))), ("buttons", List(Strict([("key", TextValue("Once per layout.")), ("label", Ref("Label", document)), ("link", TextValue("An address in which {field} stands for what the record has."))], "key", "label", "link")))], "recordType");
        schemas["MenuDefinition"] = Strict([("key", TextValue("As in the path.")), ("role", TextValue("The role that it is for; everybody when left out.")), ("entries", List(TextValue("A record type's key, board:opportunity.standard, a plugin's page, or inbox, reports and the like."))),
            ("hiddenEntries", List(TextValue("As in entries.")))]);

        schemas["ConnectorPush"] = Strict([("records", List(Ref("RecordRef", document)))]);
        schemas["ConnectorRule"] = Strict([("rule", TextValue("ask, ours-win or theirs-win."))], "rule");
        schemas["ConnectorDecision"] = Strict([("theirVersion", TextValue("The version there that was looked at.")), ("choice", TextValue("keep-ours or take-theirs."))], "theirVersion", "choice");

        schemas["KeyRequest"] = Strict([("name", TextValue("What it is for.")), ("scopes", List(TextValue("read, write, admin, or a record type's key with :read or :write."))), ("expiresAt", TextValue("ISO 8601; never when left out."))], "name");
        schemas["NewKey"] = Open([("id", Id()), ("key", TextValue("The key, shown this once."))], "id", "key");

        schemas["Explanation"] = Open([("isAllowed", Bool()), ("scope", TextValue("own, team, team-tree, territory or all; several parted by commas.")), ("way", TextValue("How the record was reached: none, all, owner, team, team-tree, territory or share.")), ("reason", TextValue()), ("roles", List(TextValue()))]);
        schemas["Rights"] = Open([("roles", List(TextValue("A role's key."))), ("types", List(Open([("type", TextValue("A record type's key.")), ("scopes", Values()), ("hiddenFields", List(TextValue())), ("readOnlyFields", List(TextValue()))])))]);
        schemas["Share"] = Strict([("userId", Id("The user to share with.")), ("teamId", Id("The team to share with, instead of a user.")), ("canWrite", Bool("Whether it may be changed too; off when left out.")),
            ("until", TextValue("When it ends, as an instant in ISO 8601 with offset; for good when left out."))]);
        schemas["ReportTable"] = Open([("report", TextValue()), ("asOf", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" }),
            ("columns", List(Open([("key", TextValue()), ("label", TextValue()), ("kind", TextValue())]))), ("rows", List(Values())), ("remarks", List(TextValue()))]);
    }

    public static OpenApiSchema Page(IOpenApiSchema item) => Open(
        [("items", List(item)), ("next", new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "The cursor of the next page; null on the last one." }), ("total", Integer()), ("included", Values())], "items");

    /// <summary>A schema by its name; any JSON object is written out where it stands.</summary>
    public static IOpenApiSchema Named(string name, OpenApiDocument document) => name == SchemaNames.Anything ? Values() : new OpenApiSchemaReference(name, document);

    private static OpenApiSchema Code() => new()
    {
        Type = JsonSchemaType.String,
        Description = "Stable; what clients test. Later versions and plugins bring further ones: treat a code that you do not know by its status.\n\n" + ProblemCodes.Table(),
        Extensions = new Dictionary<string, IOpenApiExtension> { [KnownCodes] = new JsonNodeExtension(new JsonArray([.. ProblemCodes.All.Select(c => JsonValue.Create(c.Code))])) },
    };
}
