using CrmKit.AspNetCore;
using CrmKit.Identity.Factors;

namespace CrmKit.Identity.Endpoints;

internal static class FactorEndpoints
{
    public static async Task BeginAsync(ApiCall call)
    {
        var user = call.Self();
        using var body = await call.BodyAsync();
        await call.DemandPasswordAsync(user, new StrictObject(body.RootElement, "body", "password").RequiredText("password"));
        var (secret, address) = await call.Service<FactorDoor>().BeginAsync(call.Session, user, call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteString("secret", secret);
            json.WriteString("address", address);
            json.WriteEndObject();
        });
    }

    public static async Task ConfirmAsync(ApiCall call)
    {
        var user = call.Self();
        using var body = await call.BodyAsync();
        var codes = await call.Service<FactorDoor>().ConfirmAsync(call.Session, user, new StrictObject(body.RootElement, "body", "code").RequiredText("code"), call.Cancelled);
        await call.AnswerAsync(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("recoveryCodes");
            foreach (var code in codes) json.WriteStringValue(code);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static async Task RemoveAsync(ApiCall call)
    {
        using var body = await call.BodyAsync();
        var given = new StrictObject(body.RootElement, "body", "password", "userId");
        var user = await call.WhoseAsync(given.Id("userId"));
        if (user == call.Session.Actor.UserId)
        {
            call.Self();
            await call.DemandPasswordAsync(user, given.RequiredText("password"));
        }
        await call.Service<FactorDoor>().RemoveAsync(call.Session, user, call.Cancelled);
        call.Done();
    }
}
