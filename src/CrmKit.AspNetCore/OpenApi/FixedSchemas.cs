using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CrmKit.AspNetCore;

/// <summary>Schemas that do not depend on the catalog: acts, batches, reports, problems.</summary>
internal static class FixedSchemas
{
    public const string Problem = "Problem";

    // Not an enum: clients must bear with codes that they do not know yet.
    private const string KnownCodes = "x-extensible-enum";

    public static void AddTo(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        schemas["Empty"] = Strict([]);
        schemas["RecordRef"] = Strict([("type", Text("A record type's key.")), ("id", Id())], "type", "id");
        schemas["Error"] = Open([("code", Text("Stable.")), ("message", Text()), ("field", Text("The field concerned.")), ("record", Ref("RecordRef", document)), ("index", Integer("The position in the batch, from 0.")), ("position", Integer("The character in a text such as a filter, from 0."))], "code", "message");
        schemas[Problem] = Open([("type", Text("urn:crmkit:error: and the code.")), ("title", Text()), ("status", Integer()), ("detail", Text()), ("code", Code()),
            ("errors", List(Ref("Error", document))), ("winners", List(Ref("RecordRef", document))), ("traceId", Text("What the log has the details under."))], "type", "title", "status", "code", "errors");

        schemas["StageMove"] = Strict([("stage", Text("The key of a stage of its pipeline.")), ("lossReason", Text("An option code.")), ("note", Text()), ("values", Values())], "stage");
        schemas["PersonErasure"] = Strict([("confirm", Id("The id of the record in the path once more: an erasure cannot be undone."))], "confirm");
        schemas["Reopening"] = Strict([("note", Text())]);
        schemas["PipelineChange"] = Strict([("pipeline", Text("A pipeline's key.")), ("stage", Text("A stage's key; the first when left out."))], "pipeline");
        schemas["Assignment"] = Strict([("ownerId", Id("A user, or null for the pool.", true)), ("teamId", Id("A team; the owner's when left out.", true))], "ownerId");
        schemas["Conversion"] = Strict([("to", Text("A record type's key; the process's next link when left out.")), ("process", Text("A sales process; 'standard' when left out.")), ("pipeline", Text()),
            ("accountId", Id()), ("newAccount", Bool("Create an account, also where one matches.")), ("contactId", Id()), ("newContact", Bool("Create a contact, also where one matches.")), ("values", Values())]);
        schemas["ConversionResult"] = Open([("source", Ref("RecordRef", document)), ("target", Ref("RecordRef", document)), ("created", List(Ref("RecordRef", document))), ("matched", List(Ref("RecordRef", document)))], "source", "target", "created", "matched");

        schemas["BatchChange"] = Strict([("op", Text("create, update, delete, restore, stage, reopen, pipeline, assign, claim, convert or merge.")), ("type", Text("A record type's key.")), ("id", Id()), ("version", Integer("The version seen.")), ("values", Values()),
            ("stage", Text("Of stage and pipeline: a stage's key.")), ("lossReason", Text("Of stage: an option code.")), ("note", Text("Of stage and reopen.")), ("pipeline", Text("Of pipeline and convert: its key.")),
            ("ownerId", Id("Of assign: a user, or null for the pool.", true)), ("teamId", Id("Of assign: a team; the owner's when left out.", true)),
            ("to", Text("Of convert: a record type's key.")), ("process", Text("Of convert.")), ("accountId", Id("Of convert.")), ("newAccount", Bool("Of convert.")), ("contactId", Id("Of convert.")), ("newContact", Bool("Of convert.")),
            ("loser", Id("Of merge: the record that goes into this one.")), ("loserVersion", Integer("Of merge.")), ("fields", Values("Of merge: winner or loser, by field.")), ("rest", Text("Of merge: fill, newest or keep."))], "op", "type");
        schemas["Batch"] = Strict([("allOrNothing", Bool("On when left out.")), ("reason", Text("For the audit.")), ("changes", List(Ref("BatchChange", document)))], "changes");
        schemas["BatchItemResult"] = Open([("index", Integer()), ("saved", Bool()), ("record", Ref("RecordRef", document)), ("version", Integer()), ("conversion", Ref("ConversionResult", document)), ("merge", Id("By which it can be undone.")), ("errors", List(Ref("Error", document)))]);
        schemas["BatchResult"] = Open([("saved", Integer()), ("refused", Integer()), ("results", List(Ref("BatchItemResult", document)))]);

        schemas["ChangePage"] = Open([("items", List(Open([("type", Text("A record type's key.")), ("id", Id()), ("operation", Text("create, update, delete or restore.")), ("version", Integer()), ("at", Text("In UTC; the order is that of the page.")),
            ("changed", List(Text("A field's key."))), ("mergedInto", Ref("RecordRef", document)), ("record", Values())], "type", "id", "operation", "version", "at"))),
            ("next", Text("The cursor to read on from, also when there is no more yet.")), ("more", Bool("Whether there is more already."))], "items", "next", "more");

        schemas["ImportPreviewRequest"] = Strict([("type", Text("A record type's key.")), ("file", Text("As the upload gave it.")), ("format", Text("Found out by the content when left out.")), ("preset", Text("The CRM that it was exported from; found out when left out.")),
            ("delimiter", Text("One character.")), ("encoding", Text("By its IANA name.")), ("sheet", Text("Of a workbook.")), ("headerRow", Integer("From 1."))], "type", "file");
        schemas["ImportRequest"] = Strict([("type", Text("A record type's key.")), ("file", Text("As the upload gave it.")), ("format", Text("Found out by the content when left out.")), ("map", Values()), ("mapName", Text("The name of a saved map, instead of a map; without either what the preview proposes, if nothing is doubtful.")),
            ("onExisting", Text("refuse, skip, update, create or ask, whatever the map says.")), ("dryRun", Bool("Check everything, write no record.")), ("chunkSize", Integer("Rows per transaction.")), ("force", Bool("Once more after it came to its end."))], "type", "file");

        schemas["ExportRequest"] = Strict([("format", Text("Such as csv or jsonl; csv when left out.")), ("filter", Text("As in lists.")), ("orderBy", Text("As in lists; newest first when left out.")), ("fields", List(Text("A field's key."))), ("limit", Integer("The most records; all when left out."))]);
        schemas["Transfer"] = Open([("id", Id()), ("kind", Text("import, dry-run, revert or export.")), ("state", Text("queued, running, done, failed or cancelled; the last three do not change any more.")), ("type", Text("A record type's key.")), ("fileName", Text()),
            ("ownerId", Id("With whose rights it runs.", true)), ("queuedAt", Time()), ("startedAt", Time("Null before it.", true)), ("finishedAt", Time("Null before it.", true)), ("expiresAt", Time("When it is forgotten, with its file; null until it has ended.", true)),
            ("progress", Open([("rows", Integer("Rows settled, or records written.")), ("totalRows", Integer("How many there will be; null where only the end of the file tells.", true)), ("created", Integer()), ("updated", Integer()), ("skipped", Integer()), ("refused", Integer()), ("asked", Integer()),
                ("bytes", Integer()), ("totalBytes", Integer("Of the file that is read; null for exports.", true))])),
            ("result", Values("What an import, a dry run or a revert said at its end; null before it, and for exports.", true)), ("errors", List(Ref("Error", document))), ("files", List(Text("What can be downloaded beneath it: file, errors, questions.")))], "id", "kind", "state", "type", "fileName", "queuedAt", "progress", "files");
        schemas["TransferList"] = Open([("items", List(Ref("Transfer", document)))], "items");

        schemas["Signal"] = Strict([("source", Text()), ("key", Text("The signal's key in its source.")), ("name", Text()), ("companyName", Text()), ("email", Text()), ("phone", Text()), ("channel", Text()), ("message", Text()),
            ("values", Values())], "source", "key");
        schemas["Intake"] = Strict([("signals", List(Ref("Signal", document)))], "signals");
        schemas["IntakeResult"] = Open([("results", List(Open([("lead", Ref("RecordRef", document)), ("outcome", Text("created, added or repeated."))])))]);

        schemas["Event"] = Strict([("source", Text("The system that saw it.")), ("key", Text("The event's key in its source.")), ("kind", Text("What was done, such as view, open or cart.")), ("at", Text("ISO 8601 with offset; now when left out.")), ("page", Text()), ("title", Text()), ("referrer", Text()),
            ("companyDomain", Text("The domain of the visitor's company.")), ("properties", Values()), ("identities", List(Strict([("kind", Text("cookie, email, phone, messenger or contact.")), ("value", Text())], "kind", "value")))], "source", "key", "kind");
        schemas["Events"] = Strict([("events", List(Ref("Event", document)))], "events");
        schemas["EventsResult"] = Open([("results", List(Open([("id", Id()), ("outcome", Text("recorded or repeated."))])))]);

        schemas["Bounces"] = Strict([("bounces", List(Strict([("address", Text("The address that mail was sent to.")), ("at", Text("When it came back, in ISO 8601; now when left out."))], "address")))], "bounces");
        schemas["BouncesResult"] = Open([("records", List(Ref("RecordRef", document)))]);

        schemas["Webhook"] = Strict([("name", Text()), ("url", Text("Where to send to; left out when a webhook is changed, the address stays.")), ("events", List(Text("Such as lead.created, or lead.* for all of a type."))), ("filter", Text("Of which records, as in lists.")),
            ("content", Text("thin or full; thin when left out.")), ("ownerId", Id("The user whose rights hold; the caller when left out.")), ("isActive", Bool("On when left out."))], "name", "events");
        schemas["WebhookReplay"] = Strict([("deliveries", List(Id())), ("since", Text("All that failed since then, in ISO 8601; instead of deliveries."))]);

        schemas["WebForm"] = Strict([("name", Text("Its heading.")), ("fields", List(Strict([("key", Text("A field of leads.")), ("isRequired", Bool())], "key"))), ("values", Values()), ("consent", Values()), ("thanks", Values()),
            ("redirectUrl", Text("Where to go afterwards; https.")), ("origins", List(Text("A site such as https://www.example.com."))), ("minimumSeconds", Integer("3 when left out.")), ("perAddress", Integer("Per hour; 10 when left out.")),
            ("perHour", Integer("In all; 500 when left out.")), ("isActive", Bool("On when left out."))], "name", "fields");

        schemas["Label"] = Strict([("english", Text()), ("chinese", Text("The English one when left out."))], "english");
        schemas["TypeDefinition"] = Strict([("key", Text("As in the path.")), ("pluralKey", Text("For routes; the key with an s when left out.")), ("label", Ref("Label", document)), ("pluralLabel", Ref("Label", document))], "label");
        schemas["FieldDefinition"] = Strict([("recordType", Text("As in the path.")), ("key", Text("As in the path.")), ("kind", Text("A field kind's code, such as text or money; fixed once the field exists.")),
            ("label", Ref("Label", document)), ("description", Ref("Label", document)), ("isRequired", Bool()), ("isUnique", Bool()), ("isIndexed", Bool()), ("isSearchable", Bool()), ("isPersonal", Bool()), ("maxLength", Integer()), ("minimum", Number()), ("maximum", Number()),
            ("pattern", Text("A regular expression without lookarounds.")), ("options", List(Strict([("code", Text()), ("label", Ref("Label", document))], "code", "label"))), ("referenceType", Text("A record type's key."))], "kind", "label");
        schemas["StageDefinition"] = Strict([("key", Text()), ("label", Ref("Label", document)), ("probabilityPercent", Integer()), ("category", Text("open, won, lost or shelved.")), ("ageingLimit", Text("As d.hh:mm:ss.")),
            ("requiredFields", List(Text())), ("tasks", List(Strict([("subject", Ref("Label", document)), ("dueAfter", Text("As d.hh:mm:ss."))], "subject", "dueAfter"))), ("allowedNext", List(Text())),
            ("requiresLossReason", Bool()), ("requiresConversion", Bool())], "key", "label");
        schemas["PipelineDefinition"] = Strict([("key", Text("As in the path.")), ("recordType", Text("A record type's key.")), ("label", Ref("Label", document)), ("stages", List(Ref("StageDefinition", document))), ("source", Text("Always admin."))],
            "recordType", "label", "stages");
        schemas["RoleDefinition"] = Strict([("key", Text("As in the path.")), ("label", Ref("Label", document)),
            ("permissions", List(Strict([("recordType", Text("A record type's key, or *.")), ("operations", Text("Codes parted by commas: read, update.")), ("scope", Text("own, team, team-tree, territory or all; several parted by commas."))], "recordType", "operations", "scope"))),
            ("restrictions", List(Strict([("recordType", Text()), ("field", Text()), ("canRead", Bool()), ("canWrite", Bool())], "recordType", "field", "canRead", "canWrite"))), ("source", Text("Always admin."))], "label", "permissions");

        schemas["DefinitionUndo"] = Strict([("version", Integer("Of its history."))], "version");

        schemas["WorkflowStep"] = Strict([("key", Text("A trigger, condition or action of the catalog.")), ("inputs", Values())], "key");
        schemas["WorkflowDefinition"] = Strict([("key", Text("As in the path.")), ("label", Ref("Label", document)), ("recordType", Text("A record type's key.")), ("trigger", Ref("WorkflowStep", document)),
            ("filter", Text("For which records, as in lists; all when left out.")), ("conditions", List(Ref("WorkflowStep", document))), ("actions", List(Ref("WorkflowStep", document))), ("isActive", Bool("On when left out.")),
            ("version", Integer("Given by CrmKit.")), ("activatedById", Id()), ("activatedAt", Text("Given by CrmKit."))], "label", "recordType", "trigger", "actions");

        schemas["RuleDefinition"] = Strict([("key", Text("As in the path.")), ("recordType", Text("A record type's key.")), ("when", Text("Which records it is asked of, as in lists; all when left out.")),
            ("must", Text("What must hold, as in lists, over fields of the record itself.")), ("message", Ref("Label", document)), ("field", Text("The field to mark; the record when left out."))], "recordType", "must", "message");

        schemas["TemplateDefinition"] = Strict([("key", Text("As in the path.")), ("label", Ref("Label", document)), ("recordType", Text("A record type's key.")), ("output", Text("html or text.")), ("body", Text("The text with its placeholders.")),
            ("variants", Values()), ("source", Text("Always admin."))], "label", "recordType", "body");

        schemas["ConnectorPush"] = Strict([("records", List(Ref("RecordRef", document)))]);
        schemas["ConnectorRule"] = Strict([("rule", Text("ask, ours-win or theirs-win."))], "rule");
        schemas["ConnectorDecision"] = Strict([("theirVersion", Text("The version there that was looked at.")), ("choice", Text("keep-ours or take-theirs."))], "theirVersion", "choice");

        schemas["KeyRequest"] = Strict([("name", Text("What it is for.")), ("scopes", List(Text("read, write, admin, or a record type's key with :read or :write."))), ("expiresAt", Text("ISO 8601; never when left out."))], "name");
        schemas["NewKey"] = Open([("id", Id()), ("key", Text("The key, shown this once."))], "id", "key");

        schemas["Explanation"] = Open([("isAllowed", Bool()), ("scope", Text("own, team, team-tree, territory or all; several parted by commas.")), ("way", Text("How the record was reached: none, all, owner, team, team-tree, territory or share.")), ("reason", Text()), ("roles", List(Text()))]);
        schemas["Rights"] = Open([("roles", List(Text("A role's key."))), ("types", List(Open([("type", Text("A record type's key.")), ("scopes", Values()), ("hiddenFields", List(Text())), ("readOnlyFields", List(Text()))])))]);
        schemas["Share"] = Strict([("userId", Id("The user to share with.")), ("teamId", Id("The team to share with, instead of a user.")), ("canWrite", Bool("Whether it may be changed too; off when left out.")),
            ("until", Text("When it ends, as an instant in ISO 8601 with offset; for good when left out."))]);
        schemas["ReportTable"] = Open([("report", Text()), ("asOf", new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" }),
            ("columns", List(Open([("key", Text()), ("label", Text()), ("kind", Text())]))), ("rows", List(Values())), ("remarks", List(Text()))]);
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

    private static OpenApiSchema Text(string? description = null) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Integer(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.Integer | JsonSchemaType.Null : JsonSchemaType.Integer, Description = description };

    private static OpenApiSchema Number(string? description = null) => new() { Type = JsonSchemaType.Number, Description = description };

    private static OpenApiSchema Time(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Format = "date-time", Description = description };

    private static OpenApiSchema Bool(string? description = null) => new() { Type = JsonSchemaType.Boolean, Description = description };

    private static OpenApiSchema Id(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Format = "uuid", Description = description };

    private static OpenApiSchema Values(string? description = null, bool isNullable = false) =>
        new() { Type = isNullable ? JsonSchemaType.Object | JsonSchemaType.Null : JsonSchemaType.Object, AdditionalProperties = new OpenApiSchema(), Description = description };

    private static OpenApiSchema List(IOpenApiSchema items) => new() { Type = JsonSchemaType.Array, Items = items };

    private static OpenApiSchemaReference Ref(string name, OpenApiDocument document) => new(name, document);

    private static OpenApiSchema Open(IEnumerable<(string Name, IOpenApiSchema Schema)> properties, params IEnumerable<string> required) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = properties.ToDictionary(p => p.Name, p => p.Schema),
        Required = required.ToHashSet(StringComparer.Ordinal),
    };

    private static OpenApiSchema Strict(IEnumerable<(string Name, IOpenApiSchema Schema)> properties, params IEnumerable<string> required)
    {
        var schema = Open(properties, required);
        schema.AdditionalPropertiesAllowed = false;
        return schema;
    }
}
