using CrmKit.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace CrmKit.Docs.Snippets;

internal static class HookSnippets
{
    public static void Map(WebApplication app)
    {
        #region hooks
        app.MapCrmKitWhatsApp(new WhatsAppOptions { AppSecret = app.Configuration["WhatsApp:AppSecret"]!, VerifyToken = app.Configuration["WhatsApp:VerifyToken"]! });
        app.MapCrmKitTwilioCalls(new TwilioCallOptions { AuthToken = app.Configuration["Twilio:AuthToken"]!, PublicUrl = new Uri("https://crm.example.com/hooks/twilio/calls") });
        #endregion
    }
}
