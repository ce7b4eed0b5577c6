using System.Text.RegularExpressions;
using CrmKit.Fields;

namespace CrmKit.RealEstate;

/// <summary>A number of the land register: the parcel, and the part of it after a slash, without blanks.</summary>
internal sealed partial class ParcelNumber : IFieldType
{
    public static readonly FieldTypeDefinition Definition = new()
    {
        Key = "realestate.parcel-number",
        Label = new("Parcel number", "地块编号"),
        Kind = FieldKind.Text,
        Editor = new FieldEditor
        {
            Example = new("1204/3"),
            Hint = new("As in the land register: the parcel, and the part of it after a slash.", "按土地登记簿填写：地块号，斜杠后为分号。"),
            Module = "parcel.js",
        },
    };

    public ValueTask CheckAsync(FieldTypeContext context, CancellationToken cancellationToken)
    {
        foreach (var value in context.Values)
        {
            var number = Blank().Replace(value.Text, "").ToUpperInvariant();
            if (Form().IsMatch(number)) value.Value = number;
            else value.Refuse(RealEstateErrors.ParcelNumber(value.Text));
        }
        return default;
    }

    [GeneratedRegex(@"\s", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();

    [GeneratedRegex(@"^[0-9]{1,7}[A-Z]?(/[0-9]{1,5}[A-Z]?)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
