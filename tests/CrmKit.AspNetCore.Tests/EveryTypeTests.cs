using System.Net;
using System.Text.Json.Nodes;
using CrmKit.Catalog;
using CrmKit.Fields;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

public sealed class SqliteEveryTypeTests(PatientHost host) : EveryTypeTests(host), IClassFixture<PatientHost>;

public sealed class PostgreSqlEveryTypeTests(PostgreSqlApiHost host) : EveryTypeTests(host), IClassFixture<PostgreSqlApiHost>;

public abstract class EveryTypeTests(ApiHost host)
{
    // What rules demand beyond the catalog: a person has some name, a party is somebody, a return is of a line of the same order.
    private static readonly Dictionary<string, string[]> Also = new()
    {
        ["contact"] = ["lastName"],
        ["contract-party"] = ["accountId"],
    };

    public static TheoryData<string> Types()
    {
        using var services = new ServiceCollection().AddCrmKit(_ => { }).BuildServiceProvider();
        return [.. services.GetRequiredService<ICatalog>().Current.Types.Where(t => !t.IsAppendOnly).Select(t => t.Key)];
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Record_can_be_created_read_listed_changed_deleted_and_restored(string key)
    {
        var type = Type(key);
        var (api, list) = (host.Admin, "/api/" + type.PluralKey);
        var created = await CreateAsync(type);
        var id = (string)created["id"]!;
        Assert.Equal(1, (int)created["version"]!);

        var external = Guid.NewGuid().ToString("N");
        var changed = await api.JsonAsync("PATCH", $"{list}/{id}", $$"""{"externalId":"{{external}}"}""", ifMatch: "\"v1\"");
        Assert.Equal(external, (string)changed["externalId"]!);
        Assert.Equal(2, (int)changed["version"]!);
        Assert.Equal(external, (string)(await api.GetAsync($"{list}/{id}", HttpStatusCode.OK))["externalId"]!);

        var found = await api.GetAsync($"{list}?filter=externalId eq '{external}'&total=true", HttpStatusCode.OK);
        Assert.Equal(1, (int)found["total"]!);
        Assert.Equal(id, (string)found["items"]![0]!["id"]!);

        await api.JsonAsync("DELETE", $"{list}/{id}", expected: HttpStatusCode.NoContent);
        await api.GetAsync($"{list}/{id}", HttpStatusCode.NotFound);
        Assert.Equal(id, (string)(await api.GetAsync($"{list}/{id}?deleted=true", HttpStatusCode.OK))["id"]!);

        await api.JsonAsync("POST", $"{list}/{id}/restore");
        Assert.Equal(external, (string)(await api.GetAsync($"{list}/{id}", HttpStatusCode.OK))["externalId"]!);
        var history = await api.GetAsync($"{list}/{id}/history", HttpStatusCode.OK);
        Assert.Equal(["restore", "delete", "update", "create"], history["items"]!.AsArray().Select(e => (string)e!["operation"]!));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task Read_only_fields_are_refused_by_name(string key)
    {
        var type = Type(key);
        foreach (var field in type.Fields.Where(f => f.Nature is FieldNature.System or FieldNature.Computed && f.Key != "id"))
        {
            var problem = await host.Admin.JsonAsync("POST", "/api/" + type.PluralKey, new JsonObject { [field.Key] = null }, HttpStatusCode.BadRequest);
            Assert.Contains(problem["errors"]!.AsArray(), e => (string)e!["code"]! == "field.read-only" && (string)e["field"]! == field.Key);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A089_Numbers_and_days_at_the_ends_are_taken_or_refused_by_their_field(string key)
    {
        var type = Type(key);
        var path = $"/api/{type.PluralKey}/{(await CreateAsync(type))["id"]}";
        foreach (var field in type.Fields.Where(f => f.Nature == FieldNature.Descriptive))
        {
            string[] values = field.Kind switch
            {
                FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => ["79228162514264337593543950335", "-79228162514264337593543950335", "1e30", "-1e30", "1e400", "1e-30", "9223372036854775808", "-0"],
                FieldKind.Date => ["\"0001-01-01\"", "\"9999-12-31\"", "\"0000-00-00\"", "\"10000-01-01\""],
                FieldKind.Instant => ["\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"2025-06-30T25:00:00Z\""],
                _ => [],
            };
            foreach (var value in values)
            {
                using var response = await host.Admin.SendAsync("PATCH", path, $$"""{"{{field.Key}}":{{value}}}""");
                var said = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                Assert.True((int)response.StatusCode < 500 && !said.Contains("handler-failed", StringComparison.Ordinal), $"{field.Key} = {value}: {(int)response.StatusCode} {said}");
                await host.Admin.GetAsync(path, HttpStatusCode.OK);
            }
        }
    }

    private RecordTypeDefinition Type(string key) => host.Services.GetRequiredService<ICatalog>().Current.Type(key);

    private async Task<JsonNode> CreateAsync(RecordTypeDefinition type)
    {
        var body = new JsonObject();
        if (type.Key == "order-return")
        {
            var line = await CreateAsync(Type("order-line"));
            body["orderLineId"] = (string)line["id"]!;
            body["orderId"] = (string)line["orderId"]!;
        }
        if (type.Key == "delivery-line")
        {
            var line = await CreateAsync(Type("order-line"));
            body["orderLineId"] = (string)line["id"]!;
            body["deliveryId"] = (string)(await host.Admin.JsonAsync("POST", "/api/deliveries", $$"""{"orderId":"{{(string)line["orderId"]!}}"}""", HttpStatusCode.Created))["id"]!;
        }
        if (type.Key == "import-mapping") (body["recordType"], body["definition"]) = ("lead", """{"columns":{"a":"name"}}""");
        foreach (var field in type.Fields.Where(f => f.Nature == FieldNature.Descriptive && !body.ContainsKey(f.Key)))
        {
            if (field.IsRequired || field.Key == type.NameField || Also.GetValueOrDefault(type.Key, []).Contains(field.Key)) body[field.Key] = await ValueAsync(field);
        }
        return await host.Admin.JsonAsync("POST", "/api/" + type.PluralKey, body, HttpStatusCode.Created);
    }

    private async Task<JsonNode> ValueAsync(FieldDefinition field) => field.Kind switch
    {
        FieldKind.Reference => (string)(await CreateAsync(Type(field.ReferenceType!)))["id"]!,
        FieldKind.Option => field.Options[0].Code,
        FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Money => JsonValue.Create(Math.Max(1, field.Minimum ?? 1)),
        FieldKind.Bool => true,
        FieldKind.Date => "2025-06-30",
        FieldKind.Instant => "2025-06-30T08:00:00Z",
        FieldKind.Email => $"{Guid.NewGuid():N}@example.com",
        _ => "Text " + Guid.NewGuid().ToString("N")[..12],
    };
}
