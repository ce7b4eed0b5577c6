using System.Net;
using CrmKit.Leads;
using CrmKit.Plugins;
using CrmKit.Records;

namespace CrmKit.AspNetCore.Extensions;

/// <summary>What a plugin's validator refuses, as a client sees it.</summary>
public sealed class RefusalApiTests(ExtensionHost host) : IClassFixture<ExtensionHost>
{
    private sealed class Particular : IRecordValidator
    {
        public ValueTask ValidateAsync(SaveContext context, CancellationToken cancellationToken)
        {
            foreach (var change in context.Changes)
            {
                var name = ((Lead)change.After).Name;
                if (name == "field") context.Refuse(change, new CrmError("acme.city", "Leads of Acme have a city.") { Field = "city" });
                if (name == "rule") context.Refuse(change, new CrmError("acme.closed", "Acme takes no leads today."));
            }
            return default;
        }
    }

    [Fact]
    public async Task EVT_a_refusal_reaches_the_client_with_its_code_its_text_and_its_field()
    {
        host.Put("acme", plugin => plugin.AddValidator<Particular>("lead"));
        var field = await host.Admin.JsonAsync("POST", "/api/leads", """{"name":"field"}""", HttpStatusCode.BadRequest);
        var error = Assert.Single(field["errors"]!.AsArray())!;
        Assert.Equal(("acme.city", "city", "Leads of Acme have a city."), ((string)error["code"]!, (string)error["field"]!, (string)error["message"]!));

        var rule = await host.Admin.JsonAsync("POST", "/api/leads", """{"name":"rule"}""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("acme.closed", rule.Code());
        host.Remove("acme");
    }
}
