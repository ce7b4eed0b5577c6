using Microsoft.OpenApi;
using static CrmKit.AspNetCore.SchemaParts;

namespace CrmKit.AspNetCore;

/// <summary>What the system says of itself (catalog, settings, connectors, secrets), and of what customers did.</summary>
internal static class SystemSchemas
{
    public static void AddTo(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        (string, IOpenApiSchema)[] field =
        [
            ("key", TextValue()), ("kind", TextValue("The kind of its values, such as text, decimal or reference.")), ("label", TextValue()), ("description", TextValue()), ("section", Open([("key", TextValue()), ("label", TextValue())])), ("shownWhen", TextValue("When forms show it; left out where it names what the caller may not read.")), ("nature", TextValue()), ("source", TextValue("core, admin or a plugin's id.")), ("isCustom", Bool()),
            ("isRequired", Bool()), ("isUnique", Bool()), ("isIndexed", Bool()), ("isSearchable", Bool()), ("isPersonal", Bool()), ("maxLength", Integer()), ("minimum", Number()), ("maximum", Number()), ("pattern", TextValue()), ("fieldType", TextValue("A type of values that a plugin brings.")),
            ("referenceType", TextValue("The record type that it points at.")), ("options", List(Open([("code", TextValue()), ("label", TextValue())], "code", "label"))),
        ];
        string[] always = ["key", "kind", "label", "nature", "source", "isCustom", "isRequired"];
        schemas["CatalogField"] = Open(field, always);
        schemas["CatalogSetting"] = Open([.. field, ("isSecret", Bool()), ("isGiven", Bool("Whether somebody gave it a value.")), ("default", new OpenApiSchema()), ("value", new OpenApiSchema { Description = "Left out of secrets." })], [.. always, "isSecret"]);
        AddCatalog(schemas, document);
        AddSettings(schemas, document);
        AddConnectors(schemas, document);
        AddCustomers(schemas, document);
    }

    private static void AddCatalog(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        (string, IOpenApiSchema)[] named = [("key", TextValue()), ("label", TextValue()), ("source", TextValue())];
        string[] keyed = ["key", "source"];
        var fields = List(Ref("CatalogField", document));
        schemas["CatalogType"] = Open([.. named, ("pluralKey", TextValue("In the address of its list.")), ("pluralLabel", TextValue()), ("nameField", TextValue(null, true)), ("parentField", TextValue(null, true)), ("isRoot", Bool()), ("fields", fields),
            ("relations", List(Open([("key", TextValue()), ("recordType", TextValue()), ("field", TextValue())], "key", "recordType", "field")))], [.. keyed, "pluralKey", "fields"]);
        schemas["CatalogPipeline"] = Open([.. named, ("recordType", TextValue()), ("stages", List(Open([("key", TextValue()), ("label", TextValue()), ("probabilityPercent", Number()), ("category", TextValue("open, won, lost or another.")), ("ageingLimitDays", Number()),
            ("requiredFields", List(TextValue())), ("allowedNext", List(TextValue("A stage's key; all when there are none."))), ("requiresLossReason", Bool()), ("requiresConversion", Bool())], "key", "category")))], [.. keyed, "recordType", "stages"]);
        var steps = List(Open([.. named, ("recordType", TextValue("Only of records of this type.")), ("takesFields", Bool()), ("inputs", fields)], [.. keyed, "inputs"]));
        var formats = List(Open(named, keyed));
        schemas["Catalog"] = Open(
        [
            ("version", Integer("Grows with every change.")),
            ("types", List(Ref("CatalogType", document))),
            ("pipelines", List(Ref("CatalogPipeline", document))),
            ("conversions", List(Open([("from", TextValue()), ("to", TextValue()), ("source", TextValue())], "from", "to"))),
            ("processes", List(Open([.. named, ("links", List(TextValue("A record type's key."))), ("pipelines", new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = TextValue("A pipeline's key, by record type.") })], [.. keyed, "links"]))),
            ("roles", List(Open(named, keyed))),
            ("pages", List(Open([.. named, ("isInMenu", Bool()), ("body", TextValue(null, true)), ("sections", List(Open([("key", TextValue()), ("label", TextValue(null, true)), ("source", TextValue()), ("widgets", List(TextValue()))], "key", "widgets")))], [.. keyed, "sections"]))),
            ("widgets", List(Open([.. named, ("kind", TextValue()), ("recordType", TextValue(null, true)), ("filter", TextValue(null, true)), ("orderBy", TextValue(null, true)), ("fields", List(TextValue())), ("pipeline", TextValue(null, true)), ("report", TextValue(null, true)), ("reportBy", TextValue(null, true))], [.. keyed, "kind"]))),
            ("importFormats", formats),
            ("exportFormats", formats),
            ("workflowTriggers", steps),
            ("workflowConditions", steps),
            ("workflowActions", steps),
            ("documentTemplates", List(Open([.. named, ("recordType", TextValue()), ("output", TextValue()), ("cultures", List(TextValue()))], [.. keyed, "recordType"]))),
            ("settings", List(Ref("CatalogSetting", document))),
        ], "version", "types", "pipelines");
    }

    private static void AddSettings(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        schemas["SettingsVersions"] = Items(Open([("version", Id()), ("at", Time()), ("actorId", Id(null, true)), ("actorName", TextValue(null, true)), ("changed", List(TextValue("A setting's key; secrets are among them."))), ("values", Values("By key, without secrets."))], "version", "at", "changed", "values"));
        schemas["PluginSettings"] = Open([("source", TextValue("The plugin's id.")), ("settings", List(Ref("CatalogSetting", document)))], "source", "settings");
        schemas["PluginSettingsList"] = Items(Ref("PluginSettings", document));
        schemas["SecretList"] = Items(Open([("kind", TextValue()), ("key", TextValue()), ("name", TextValue()), ("state", TextValue("current, old or lost.")), ("code", TextValue("Why it is lost.")), ("message", TextValue())], "kind", "key", "name", "state"));
        schemas["SecretRotation"] = Open([("renewed", Integer()), ("current", Integer()), ("lost", List(Open([("code", TextValue()), ("message", TextValue())], "code", "message")))], "renewed", "current", "lost");
    }

    private static void AddConnectors(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        schemas["ConnectorList"] = Items(Open([("key", TextValue()), ("label", TextValue()), ("source", TextValue()), ("rule", TextValue("ask, ours-win or theirs-win.")), ("types", List(Open([("type", TextValue()), ("push", TextValue())], "type", "push"))), ("lastRunAt", Time(null, true)), ("cursorAt", Time(null, true)),
            ("created", Integer()), ("updated", Integer()), ("deleted", Integer()), ("pushed", Integer()), ("underWay", Integer()), ("conflicts", Integer()), ("refused", Integer()), ("pushRefused", Integer()),
            ("errorCode", TextValue(null, true)), ("error", TextValue(null, true)), ("pushErrorCode", TextValue(null, true)), ("pushError", TextValue(null, true))], "key", "rule", "types"));
        schemas["ConnectorTest"] = Open([("isWorking", Bool()), ("reason", TextValue(null, true))], "isWorking");
        schemas["ConnectorQueued"] = Open([("queued", Integer("How many records are sent."))], "queued");
        schemas["ConnectorLink"] = Open([("id", Id()), ("connector", TextValue()), ("status", TextValue("synced, conflict, refused, deleted or push-refused.")), ("type", TextValue()), ("recordId", Id(null, true)), ("externalId", TextValue(null, true)), ("externalVersion", TextValue(null, true)), ("isUnderWay", Bool()),
            ("theirVersion", TextValue(null, true)), ("isDeletedThere", Bool()), ("theirs", Values("What the other system has, by field.")), ("errorCode", TextValue(null, true)), ("error", TextValue(null, true)), ("at", Time())], "id", "connector", "status", "type", "at");
        schemas["RecordOriginList"] = Items(Open([("connector", TextValue()), ("label", TextValue()), ("externalId", TextValue(null, true)), ("status", TextValue("synced, conflict, refused, deleted or push-refused.")),
            ("syncedAt", Time("When both sides were the same last.", true)), ("currentAt", Time("Up to when all that the other system told is here.", true)), ("isFailing", Bool())], "connector", "label", "status", "isFailing"));
        schemas["ConnectorLinkList"] = Items(Ref("ConnectorLink", document));
    }

    private static void AddCustomers(IDictionary<string, IOpenApiSchema> schemas, OpenApiDocument document)
    {
        var identities = List(Open([("kind", TextValue("cookie, email, phone, messenger or contact.")), ("value", TextValue())], "kind", "value"));
        schemas["IdentityList"] = Open([("items", identities)], "items");
        schemas["BehaviourSummary"] = Open([("count", Integer()), ("firstAt", Time(null, true)), ("lastAt", Time(null, true)), ("kinds", Counts("By kind of event.")), ("pages", List(Open([("page", TextValue()), ("count", Integer()), ("firstAt", Time()), ("lastAt", Time())], "page", "count")))], "count", "kinds", "pages");
        schemas["BehaviourErased"] = Open([("removed", Integer())], "removed");
        schemas["AmbiguousVisitors"] = Items(Open([("visitorId", Id()), ("identities", identities), ("contacts", List(Id())), ("lastAt", Time())], "visitorId", "identities", "contacts", "lastAt"));
        schemas["VisitingCompanies"] = Items(Open([("domain", TextValue()), ("accountId", Id(null, true)), ("count", Integer()), ("visitors", Integer()), ("lastAt", Time())], "domain", "count", "visitors", "lastAt"));

        var record = Ref("RecordRef", document);
        var perhaps = Values("By type and id; null for none.", true);
        schemas["CustomerFigures"] = Open([("record", record), ("asOf", Day()), ("class", TextValue()), ("classChangesOn", Day(true)), ("firstPurchaseOn", Day(true)), ("lastPurchaseOn", Day(true)), ("purchaseDays", Integer("Days on which something was bought.")), ("repurchaseDays", Fraction()),
            ("nextPurchaseOn", Day(true)), ("lastContactAt", Time(null, true)), ("lastContactReason", TextValue(null, true)), ("lastContact", perhaps), ("preferredChannel", TextValue(null, true)), ("bestHour", Integer("0 to 23.", true)), ("paymentDays", Fraction()), ("paymentDelayDays", Fraction()),
            ("channels", List(Open([("channel", TextValue()), ("outgoing", Integer()), ("incoming", Integer()), ("answered", Integer()), ("answerHours", Fraction())], "channel"))),
            ("reasons", List(Open([("figure", TextValue("Which of these.")), ("text", TextValue()), ("records", List(record))], "figure", "text", "records")))], "record", "asOf", "class", "purchaseDays", "channels", "reasons");
        schemas["CustomerFiguresList"] = Items(Ref("CustomerFigures", document));
        schemas["AnswerWays"] = Items(Open([("channel", TextValue("An option of the channels.")), ("address", TextValue("Null when it is not known.", true)), ("platform", TextValue(null, true)), ("works", Bool()), ("why", TextValue("Why it does not."))], "channel", "works"));
        schemas["CaseAnswer"] = Strict([("channel", TextValue("One of the ways.")), ("text", TextValue()), ("stage", TextValue("Where the case is put along with it; left where it is when left out."))], "channel", "text");
        schemas["ArticleSuggestions"] = Items(Open([("article", Values("The article, as when it is read by its id.")), ("hasHelped", Bool())], "article", "hasHelped"));
        schemas["CustomerClasses"] = Items(Open([("class", TextValue()), ("from", Day()), ("until", Day(true)), ("purchase", perhaps)], "class", "from"));
    }

    private static OpenApiSchema Day(bool isNullable = false) => new() { Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String, Format = "date" };

    private static OpenApiSchema Fraction() => new() { Type = JsonSchemaType.Number | JsonSchemaType.Null };
}
