using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace CrmKit.AspNetCore;

/// <summary>Takes files of 20,000 bytes at most.</summary>
public sealed class SmallImportHost : ApiHost
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("crmkit-uploads-").FullName;

    protected override void Configure(IServiceCollection services) => services.Configure<CrmKitApiOptions>(o => (o.MaxImportBytes, o.ImportFolder) = (20_000, Folder));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

public sealed class ImportTests(SmallImportHost host) : IClassFixture<SmallImportHost>
{
    [Fact]
    public async Task A_file_is_uploaded_previewed_tried_imported_reported_and_taken_back()
    {
        var file = await UploadAsync(host.Admin, "leads.csv", "Full Name,E-Mail Address,Town\nAda Fox,ada@rest.example,RestTown\nTom Ray,tom@rest.example,RestTown\nBad,no address,RestTown\n");
        var preview = await host.Admin.JsonAsync("POST", "/api/imports/preview", $$"""{"type":"lead","file":"{{file}}"}""");
        Assert.Equal(["name", "email", "city"], preview["columns"]!.AsArray().Select(c => (string)c!["fills"]![0]!));
        var map = preview["map"]!.ToJsonString();

        var tried = await host.Admin.ResultAsync("/api/imports", $$"""{"type":"lead","file":"{{file}}","map":{{map}},"dryRun":true}""");
        Assert.Equal((3, 2, 1), ((int)tried["rows"]!, (int)tried["created"]!, (int)tried["refused"]!));
        Assert.Equal(2, tried["changes"]!.AsArray().Count);
        Assert.Empty(await CityAsync());

        var done = await host.Admin.ResultAsync("/api/imports", $$"""{"type":"lead","file":"{{file}}","map":{{map}}}""");
        Assert.Equal((2, 1, "leads.errors.csv"), ((int)done["created"]!, (int)done["refused"]!, (string)done["errorPath"]!));
        Assert.Equal(2, (await CityAsync()).Count);
        using var errors = await host.Admin.SendAsync("GET", $"/api/imports/files/{file}/errors");
        Assert.Contains("no address", await errors.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("attachment", errors.Content.Headers.ContentDisposition!.DispositionType);

        var id = (string)done["id"]!;
        Assert.Equal("finished", (string)(await host.Admin.GetAsync($"/api/imports/{id}", HttpStatusCode.OK))["status"]!);
        Assert.Equal(2, (int)(await host.Admin.ResultAsync($"/api/imports/{id}/revert"))["removed"]!);
        Assert.Empty(await CityAsync());
        Assert.Equal("reverted", (string)(await host.Admin.GetAsync("/api/imports?limit=1", HttpStatusCode.OK))["items"]![0]!["status"]!);
        await host.Admin.JsonAsync("DELETE", $"/api/imports/files/{file}", expected: HttpStatusCode.NoContent);
        Assert.Equal("import.upload-unknown", (await host.Admin.JsonAsync("POST", "/api/imports/preview", $$"""{"type":"lead","file":"{{file}}"}""", HttpStatusCode.NotFound)).Code());
    }

    [Fact]
    public async Task Questions_and_saved_maps_go_over_REST_too()
    {
        await host.Admin.CreateAsync("leads", """{"name":"Known","externalId":"rest-1"}""");
        await host.Admin.CreateAsync("leads", """{"name":"Other","externalId":"rest-2"}""");
        await host.Admin.CreateAsync("import-mappings", """{"name":"Rest map","recordType":"lead","definition":"{\"key\":[\"externalId\"],\"columns\":{\"id\":\"externalId\",\"n\":\"name\"}}"}""");
        var file = await UploadAsync(host.Admin, "../../etc/passwd", "id,n\nrest-1,Known too\nrest-2,Other too\n");
        var asked = await host.Admin.ResultAsync("/api/imports", $$"""{"type":"lead","file":"{{file}}","mapName":"Rest map","onExisting":"ask"}""");
        Assert.Equal((2, "passwd.questions.csv"), ((int)asked["asked"]!, (string)asked["questionPath"]!));
        var items = (await host.Admin.GetAsync($"/api/imports/questions?import={(string)asked["id"]!}&type=lead", HttpStatusCode.OK))["items"]!.AsArray();
        var (question, id) = (items[0]!, (string)items[0]!["id"]!);
        Assert.Equal((2, "Known", "Known too", 2), (items.Count, (string)question["name"]!, (string)question["row"]!["n"]!, (int)question["line"]!));
        await host.Admin.JsonAsync("POST", "/api/imports/questions", $$"""{"answers":[{"question":"{{id}}","answer":"perhaps"}]}""", HttpStatusCode.BadRequest);
        var outcome = Assert.Single((await host.Admin.JsonAsync("POST", "/api/imports/questions", $$"""{"answers":[{"question":"{{id}}","answer":"update"}]}"""))["outcomes"]!.AsArray())!;
        Assert.Equal((true, (string)question["record"]!), ((bool)outcome["isSettled"]!, (string)outcome["record"]!["id"]!));
        Assert.Equal("import.question-unknown", (await host.Admin.JsonAsync("POST", "/api/imports/questions", $$"""{"answers":[{"question":"{{id}}","answer":"skip"}]}""", HttpStatusCode.NotFound)).Code());
        using var questions = await host.Admin.SendAsync("GET", $"/api/imports/files/{file}/questions");
        var answered = await UploadAsync(host.Admin, "answered.csv", (await questions.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("\n,", "\nupdate,", StringComparison.Ordinal));
        var done = await host.Admin.ResultAsync("/api/imports", $$"""{"type":"lead","file":"{{answered}}","mapName":"Rest map"}""");
        Assert.Equal((1, 1), ((int)done["updated"]!, (int)done["skipped"]!)); // the first was answered already
        Assert.Empty((await host.Admin.GetAsync($"/api/imports/questions?import={(string)asked["id"]!}", HttpStatusCode.OK))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_file_that_is_too_large_leaves_nothing_behind()
    {
        var before = Directory.GetFiles(host.Folder, "*", SearchOption.AllDirectories).Length;
        using var sized = await SendAsync(host.Admin, "big.csv", new ByteArrayContent(new byte[20_001]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, sized.StatusCode);
        Assert.Equal("import.too-large", JsonNode.Parse(await sized.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.Code());
        using var streamed = await SendAsync(host.Admin, "big.csv", new Unsized(30_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, streamed.StatusCode);
        Assert.Equal(before, Directory.GetFiles(host.Folder, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task Files_and_imports_of_others_are_not_there_and_what_is_wrong_has_a_code()
    {
        var file = await UploadAsync(host.Admin, "a.csv", "name\nA\n");
        var (_, seller) = await host.UserAsync("sales-rep");
        Assert.Equal("import.upload-unknown", (await seller.JsonAsync("POST", "/api/imports", $$"""{"type":"lead","file":"{{file}}"}""", HttpStatusCode.NotFound)).Code());
        var (_, reader) = await host.UserAsync("reader");
        var his = await UploadAsync(reader, "a.csv", "name\nA\n");
        Assert.Equal("access.forbidden", (await reader.JsonAsync("POST", "/api/imports", $$"""{"type":"lead","file":"{{his}}"}""", HttpStatusCode.Forbidden)).Code());
        Assert.Equal("request.parameter", (await host.Admin.JsonAsync("POST", "/api/imports/files", null, HttpStatusCode.BadRequest)).Code());
        Assert.Equal("import.unknown", (await host.Admin.GetAsync($"/api/imports/{Guid.NewGuid()}", HttpStatusCode.NotFound)).Code());
        Assert.Equal("request.route-unknown", (await host.Admin.GetAsync("/api/imports/nothing", HttpStatusCode.NotFound)).Code());
        Assert.Equal("request.property", (await host.Admin.JsonAsync("POST", "/api/imports", $$"""{"type":"lead","file":"{{file}}","onExisting":"burn"}""", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("request.property-unknown", (await host.Admin.JsonAsync("POST", "/api/imports", $$"""{"type":"lead","file":"{{file}}","path":"/etc/passwd"}""", HttpStatusCode.BadRequest)).Code());
        Assert.Equal("import.upload-unknown", (await host.Admin.JsonAsync("POST", "/api/imports/preview", """{"type":"lead","file":"../../x"}""", HttpStatusCode.NotFound)).Code());
        Assert.Equal("import.map-needed", (await host.Admin.TransferAsync("/api/imports", $$"""{"type":"account","file":"{{await UploadAsync(host.Admin, "b.csv", "what,ever\n1,2\n")}}"}"""))["errors"]![0]!.Code());
    }

    private async Task<JsonArray> CityAsync() => (await host.Admin.GetAsync("/api/leads?filter=city eq 'RestTown'", HttpStatusCode.OK))["items"]!.AsArray();

    private static async Task<string> UploadAsync(HttpClient client, string name, string text)
    {
        using var response = await SendAsync(client, name, new ByteArrayContent(Encoding.UTF8.GetBytes(text)));
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Created, answer);
        return (string)JsonNode.Parse(answer)!["file"]!;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string name, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/imports/files?name={Uri.EscapeDataString(name)}") { Content = content };
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // Comes without a length, as a stream.
    private sealed class Unsized(int bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(new byte[bytes]).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
