using System.Text;

namespace CrmKit.AspNetCore;

/// <summary>A document made out of one record. What it shows empty, because the caller may not read it or the catalog has it no more, is named in headers.</summary>
internal static class DocumentEndpoint
{
    public const string HiddenFields = "CrmKit-Hidden-Fields";
    public const string MissingFields = "CrmKit-Missing-Fields";

    public static IReadOnlyList<ApiParameter> Parameters { get; } = [new("culture", "The language and the way of writing numbers and days, such as de-AT; that of Accept-Language when left out.")];

    public static async Task GetAsync(ApiCall call)
    {
        var document = await call.Session.Documents.RenderAsync((string)call.Http.Request.RouteValues["template"]!, call.Ref, call.Text("culture") ?? call.Culture, call.Cancelled);
        var response = call.Http.Response;
        FileAnswer.Describe(response, document.FileName, document.MediaType + "; charset=utf-8");
        if (document.HiddenFields.Count > 0) response.Headers[HiddenFields] = string.Join(", ", document.HiddenFields);
        if (document.MissingFields.Count > 0) response.Headers[MissingFields] = string.Join(", ", document.MissingFields);
        var bytes = Encoding.UTF8.GetBytes(document.Text);
        response.ContentLength = bytes.Length;
        await response.BodyWriter.WriteAsync(bytes, call.Cancelled);
    }
}
