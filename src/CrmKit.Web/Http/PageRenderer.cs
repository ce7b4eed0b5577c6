using CrmKit.Web.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace CrmKit.Web;

/// <summary>Writes a page inside its frame, or a part of one without it: components get what they show as a cascading value, and nothing else.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> RenderAsync(Type page, Shell shell, Type modelType, object model, bool isFramed = true)
    {
        RenderFragment content = builder => { builder.OpenComponent(0, page); builder.CloseComponent(); };
        RenderFragment framed = builder =>
        {
            builder.OpenComponent<Layout>(0);
            builder.AddComponentParameter(1, nameof(Layout.ChildContent), Cascading(modelType, model, content));
            builder.CloseComponent();
        };
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?> { ["Value"] = shell, ["IsFixed"] = true, ["ChildContent"] = isFramed ? framed : Cascading(modelType, model, content) });
            return (await renderer.RenderComponentAsync<CascadingValue<Shell>>(parameters)).ToHtmlString();
        });
    }

    private static RenderFragment Cascading(Type type, object value, RenderFragment content) => builder =>
    {
        builder.OpenComponent(0, typeof(CascadingValue<>).MakeGenericType(type));
        builder.AddComponentParameter(1, "Value", value);
        builder.AddComponentParameter(2, "IsFixed", true);
        builder.AddComponentParameter(3, "ChildContent", content);
        builder.CloseComponent();
    };
}
