#include "catalog/names.hpp"
#include "catalog/rows.hpp"

namespace armature::catalog {
namespace {

constexpr Choice types[] = {{"uri_file", "uri_file", {}, Shape::file},
                            {"uri_folder", "uri_folder", {}, Shape::folder},
                            {"mltable", "mltable", {}, Shape::folder}};

constexpr Field fields[] = {
    schema_row,
    kind_row,
    raw_row,
    asset_name_row,
    version_row,
    {.yaml = "path",
     .arm = "properties.dataUri",
     .rule = Rule::content,
     .mutability = Mutability::new_version,
     .compare = Compare::upload_uri,
     .required = true,
     .target = "datastore",
     .why_replace = fixed_content,
     .help = "Folder or file with the data, or where it is: azureml://, https://, wasbs://.",
     .upload = Upload::azureml_short},
    {.yaml = "type",
     .arm = "properties.dataType",
     .rule = Rule::choice,
     .mutability = Mutability::new_version,
     .compare = Compare::ignore_case,
     .value = R"("uri_folder")",
     .choices = types,
     .why_replace = fixed_content,
     .help = "uri_file, uri_folder, or mltable for a folder with a file MLTable."},
    {.yaml = "",
     .arm = "properties.referencedUris",
     .rule = Rule::listed_paths,
     .mutability = Mutability::new_version,
     .form = "MLTable",
     .with = "type=mltable"},
    datastore_row,
    asset_description_row,
    asset_tags_row,
    bag_row,
};
constexpr std::string_view schemas[] = {"data"};

}  // namespace

Kind data_rows() {
  return {.name = "data",
          .schema_names = schemas,
          .arm_type = "data/versions",
          .api_version = api_version,
          .name_pattern = asset_name_rule,
          .name_ok = asset_name_ok,
          .versioned = true,
          .list_parameters = "listViewType=All",
          .tags = Tags::in_properties,
          .removal = Removal::archive,
          .read_only = read_only_data,
          .fields = fields,
          .anonymous = Anonymous::content_md5,
          .summary = "{properties.dataType}[, {content}]"};
}

}  // namespace armature::catalog
